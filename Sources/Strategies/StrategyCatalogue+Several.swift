extension StrategyCatalogue {
  static let band = Entry(
    name: "band",
    summary: "Band: several models (--model a,b) in subgraphs by what each processor supports; "
      + "operators are never divided, and without accelerators all runs on the CPU",
    options: [
      ("scheduler", "heft (default) or sel, which does not look whether a processor is idle"),
      ("subgraphs", "merged (default), or units without their merges"),
      ("minimum", "the fewest operators of an accelerator's region (default 7)"),
      profileOption,
    ]
  ) { options throws(StrategyError) in
    var chosen = Band.Options()
    chosen.scheduler = try choice("scheduler", options, default: .heft)
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
