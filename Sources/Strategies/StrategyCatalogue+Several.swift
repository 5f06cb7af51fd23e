import Devices
import Quantities

extension StrategyCatalogue {
  static let nnStretch = Entry(
    name: "nn-stretch",
    summary: "NN-Stretch: changes a residual network into one branch for each of CPU, GPU and DSP; "
      + "missing processors get no branch, and a device with the CPU alone is declined",
    options: [
      ("partners", "who gets branches besides the CPU: gpu+dsp (default), gpu, dsp or npu"),
      ("quantise", "8 bits on CPU and DSP, half precision on the GPU: yes (default) or no"),
      profileOption,
    ]
  ) { options throws(StrategyError) in
    var chosen = NNStretch.Options()
    if let text = options["partners"] {
      let kinds = text.split(separator: "+").map { ProcessorKind(rawValue: String($0)) }
      guard !kinds.isEmpty, !kinds.contains(nil), !kinds.contains(.cpu) else {
        throw .badValue(text, option: "partners", expected: "gpu, dsp and npu, joined by '+'")
      }
      chosen.partners = kinds.compactMap { $0 }
    }
    chosen.isQuantised = try isSet("quantise", options, default: true)
    chosen.estimate = try estimate(options)
    return NNStretch(chosen)
  }

  static let band = Entry(
    name: "band",
    summary: "Band: several models (--model a,b) in subgraphs by what each processor supports; "
      + "operators are never divided, and without accelerators all runs on the CPU",
    options: [
      (
        "scheduler",
        "heft (default); sel, which does not look whether a processor is idle; lst, the least time "
          + "to spare before the deadline first; fixed, a processor for each model; round-robin"
      ),
      (
        "deadlines",
        "for lst: the milliseconds after which each model must have ended, joined by '+' "
          + "(33.3+100); the last one counts for the rest, and the default is verify's --deadline"
      ),
      (
        "processors",
        "for fixed: the processor of each model, joined by '+' (gpu+cpu); the last one counts for "
          + "the rest, and the default is accelerators and host in turn"
      ),
      ("subgraphs", "merged (default), or units without their merges"),
      ("minimum", "the fewest operators of an accelerator's region (default 7)"),
      profileOption,
    ]
  ) { options throws(StrategyError) in
    var chosen = Band.Options()
    chosen.scheduler = try choice("scheduler", options, default: .heft)
    chosen.deadlines = try deadlines(options, for: chosen.scheduler)
    if let text = options["processors"] {
      guard chosen.scheduler == .fixed else {
        throw .badValue(text, option: "processors", expected: "scheduler=fixed beside it")
      }
      chosen.processors = text.split(separator: "+").map(String.init)
    }
    chosen.subgraphs = try choice("subgraphs", options, default: .merged)
    if let text = options["minimum"] {
      guard let size = Int(text), (1...100_000).contains(size) else {
        throw .badValue(text, option: "minimum", expected: "a number from 1 to 100000")
      }
      chosen.minimumSize = size
    }
    chosen.estimate = try estimate(options)
    return Band(chosen)
  }

  private static func deadlines(_ options: [String: String], for scheduler: Band.Scheduler)
    throws(StrategyError) -> [Nanoseconds]
  {
    guard let text = options["deadlines"] else { return [] }
    guard scheduler == .lst else {
      throw .badValue(text, option: "deadlines", expected: "scheduler=lst beside it")
    }
    let times = text.split(separator: "+").map(milliseconds)
    guard !times.isEmpty, !times.contains(nil) else {
      throw .badValue(
        text,
        option: "deadlines",
        expected: "milliseconds up to an hour, joined by '+', such as 33.3+100"
      )
    }
    return times.compactMap { $0 }
  }

  /// A time written in milliseconds with at most six decimal places; `ms` may follow.
  private static func milliseconds(_ text: Substring) -> Nanoseconds? {
    let number = text.hasSuffix("ms") ? text.dropLast(2) : text
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let places = parts.count > 1 ? String(parts[1]) : ""
    let digits = places + String(repeating: "0", count: max(6 - places.count, 0))
    guard digits.count == 6, digits.allSatisfy(\.isWholeNumber), let whole = UInt64(parts[0]),
      let rest = UInt64(digits), whole <= 3_600_000
    else { return nil }
    return Nanoseconds(whole * 1_000_000 + rest)
  }

  static let pipeIt = Entry(
    name: "pipe-it",
    summary: "Pipe-it: frames (--frames 4) through pipeline stages on the CPU's clusters; with one "
      + "cluster all runs on it, operators are never divided",
    options: [profileOption]
  ) { options throws(StrategyError) in
    PipeIt(estimate: try estimate(options))
  }

  static let asyMo = Entry(
    name: "asymo",
    summary: "AsyMo: each operator's rows shared between two CPU clusters by their speed; with one "
      + "cluster all runs on it, what cannot be divided on the fast one",
    options: [profileOption]
  ) { options throws(StrategyError) in
    AsyMo(estimate: try estimate(options))
  }
}
