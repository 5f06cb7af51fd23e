import Devices
import Graphs

/// The built-in strategies by name.
public enum StrategyCatalogue {
  /// A strategy as `list strategies` shows it.
  public struct Entry: Sendable {
    /// The name, as in `--strategy mace`.
    public let name: String
    /// What it does, in a sentence.
    public let summary: String
    /// The options and what each means.
    public let options: [(name: String, meaning: String)]
    let make: @Sendable ([String: String]) throws(StrategyError) -> any Strategy

    /// Describes a strategy and how it is made from its options.
    public init(
      name: String,
      summary: String,
      options: [(name: String, meaning: String)],
      make: @escaping @Sendable ([String: String]) throws(StrategyError) -> any Strategy
    ) {
      self.name = name
      self.summary = summary
      self.options = options
      self.make = make
    }
  }

  /// All of them, in reading order.
  public static let entries: [Entry] =
    [
      Entry(
        name: "single",
        summary: "everything on one processor; what its backend refuses falls back to the CPU",
        options: [
          ("processor", "the processor's name, such as gpu (default the host)"),
          ("precision", "in what it computes, such as fp16 (default the model's own)"),
        ]
      ) { options throws(StrategyError) in
        let precision = try options["precision"]
          .map { name throws(StrategyError) in
            let known: [ElementType] = [.float32, .float16, .bfloat16, .int8, .uint8]
            guard let type = known.first(where: { $0.rawValue == name }) else {
              let names = known.map(\.rawValue).joined(separator: ", ")
              throw .badValue(name, option: "precision", expected: "one of \(names)")
            }
            return type
          }
        return SingleProcessor(processor: options["processor"], precision: precision)
      },
      Entry(
        name: "mace",
        summary: "MACE's placement rule: serial, heavy operators on the target, no cost model",
        options: [("target", "the kind of the target processor: gpu (default), dsp or npu")]
      ) { options throws(StrategyError) in
        let name = options["target"] ?? "gpu"
        guard let target = ProcessorKind(rawValue: name), target != .cpu else {
          throw .badValue(name, option: "target", expected: "gpu, dsp or npu")
        }
        return MACE(target: target)
      },
      muLayer, coDL, nnStretch, band, pipeIt, asyMo, exhaustive,
    ] + TextbookEntries.all

  /// Finds a strategy written as `name` or `name:key=value,…`, among the built-in ones or others.
  ///
  /// - Throws: `StrategyError` for an unknown name or option, or a value that does not fit.
  public static func strategy(named text: String, among entries: [Entry] = entries)
    throws(StrategyError) -> any Strategy
  {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknownStrategy(name, known: entries.map(\.name))
    }
    var options: [String: String] = [:]
    for pair in (parts.count > 1 ? parts[1] : "").split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard let key = sides.first, entry.options.contains(where: { $0.name == key }) else {
        throw .unknownOption(
          sides.first ?? String(pair),
          strategy: name,
          known: entry.options.map(\.name)
        )
      }
      guard sides.count == 2 else {
        throw .badValue("", option: key, expected: "a value after '='")
      }
      guard options.updateValue(sides[1], forKey: key) == nil else {
        throw .badValue(sides[1], option: key, expected: "one value, not two")
      }
    }
    return try entry.make(options)
  }
}
