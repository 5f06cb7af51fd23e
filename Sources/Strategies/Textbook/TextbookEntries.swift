import Plans

/// The catalogue's entries for the textbook list schedulers.
enum TextbookEntries {
  static let all: [StrategyCatalogue.Entry] = [
    StrategyCatalogue.Entry(
      name: "heft",
      summary: "heterogeneous earliest finish time, the textbook list scheduler",
      options: [ranks]
    ) { options throws(StrategyError) in HEFT(ranks: try rule(options)) },
    StrategyCatalogue.Entry(
      name: "cpop",
      summary: "critical path on one processor, the rest where it finishes earliest",
      options: [ranks]
    ) { options throws(StrategyError) in CPoP(ranks: try rule(options)) },
    plain(FastestNode(), "everything on the processor that takes the least time for it"),
    plain(MinMin(), "the ready operator that can finish earliest goes first"),
    plain(MaxMin(), "the ready operator whose earliest finish is latest goes first"),
    plain(Duplex(), "the better one of minmin and maxmin"),
    plain(Sufferage(), "the ready operator goes first that loses most on its second best choice"),
    plain(MCT(), "in graph order, each operator where it finishes earliest"),
    plain(MET(), "in graph order, each operator where it takes the least time"),
    plain(OLB(), "in graph order, each operator on the processor that is free first"),
    plain(ETF(), "earliest task first: whatever can start now"),
    plain(BIL(), "best imaginary level"),
    plain(FCP(), "fast critical path"),
    plain(FLB(), "fast load balancing"),
    plain(GDL(), "generalized dynamic level"),
    StrategyCatalogue.Entry(
      name: "wba",
      summary: "any of the choices that delay the end little, by a seeded draw",
      options: [
        ("alpha", "how much more than the least delay is little, from 0 to 1 (default 0.5)"),
        ("seed", "where the draw starts (default 0)"),
      ]
    ) { options throws(StrategyError) in try wba(options) },
  ]

  private static let ranks = (
    name: "ranks", meaning: "how ranks average over processors: paper (default) or saga"
  )

  private static func plain(_ strategy: some ListScheduler, _ summary: String)
    -> StrategyCatalogue.Entry
  {
    StrategyCatalogue.Entry(
      name: strategy.provenance.name,
      summary: summary,
      options: []
    ) { _ throws(StrategyError) in strategy }
  }

  private static func rule(_ options: [String: String]) throws(StrategyError) -> RankRule {
    guard let name = options["ranks"] else { return .paper }
    if let rule = RankRule(rawValue: name) { return rule }
    throw .badValue(name, option: "ranks", expected: "paper or saga")
  }

  private static func wba(_ options: [String: String]) throws(StrategyError) -> any Strategy {
    let alpha = options["alpha"] ?? "0.5"
    guard let share = Double(alpha), share >= 0, share <= 1 else {
      throw .badValue(alpha, option: "alpha", expected: "a number from 0 to 1")
    }
    let text = options["seed"] ?? "0"
    guard let seed = UInt64(text) else {
      throw .badValue(text, option: "seed", expected: "a whole number")
    }
    return WBA(alpha: Int((100 * share).rounded()), seed: seed)
  }
}
