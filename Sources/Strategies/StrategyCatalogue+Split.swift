import Devices

extension StrategyCatalogue {
  /// The option of every strategy that predicts from a profile.
  static let profileOption = (
    name: "profile",
    meaning: "what it knows of durations: offline (at calm, default), the number of runs in the "
      + "condition that a moving average has seen, or exact"
  )

  /// The same strategy with an exact profile; nil where it has no option `profile`.
  public static func informed(_ text: String) -> (any Strategy)? {
    profiled(text, .exact)
  }

  /// The same strategy with another profile; nil where it has no option `profile`.
  public static func profiled(_ text: String, _ estimate: Estimate) -> (any Strategy)? {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard let name = parts.first, let entry = entries.first(where: { $0.name == name }),
      entry.options.contains(where: { $0.name == "profile" })
    else { return nil }
    let others = (parts.count > 1 ? parts[1] : "").split(separator: ",")
      .filter { !$0.hasPrefix("profile=") }
    let options = (others.map(String.init) + ["profile=\(estimate.name)"]).joined(separator: ",")
    return try? strategy(named: "\(name):\(options)")
  }

  /// Reads the option `profile`.
  static func estimate(_ options: [String: String]) throws(StrategyError) -> Estimate {
    guard let text = options["profile"] else { return .offline }
    guard let estimate = Estimate(name: text) else {
      throw .badValue(text, option: "profile", expected: "offline, exact or a number of runs")
    }
    return estimate
  }

  /// Reads an option that is one of some words.
  static func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String,
    _ options: [String: String],
    default value: Value
  ) throws(StrategyError) -> Value where Value.RawValue == String {
    guard let text = options[key] else { return value }
    guard let value = Value(rawValue: text) else {
      let words = Value.allCases.map(\.rawValue)
      throw .badValue(text, option: key, expected: words.joined(separator: " or "))
    }
    return value
  }

  /// Reads an option that is `yes` or `no`.
  static func isSet(_ key: String, _ options: [String: String], default value: Bool)
    throws(StrategyError) -> Bool
  {
    guard let text = options[key] else { return value }
    guard text == "yes" || text == "no" else {
      throw .badValue(text, option: key, expected: "yes or no")
    }
    return text == "yes"
  }

  static let muLayer = Entry(
    name: "mulayer",
    summary: "μLayer: channels of each layer divided between CPU and GPU by a linear predictor "
      + "without sharing cost; declines a device without a GPU, and runs whole what cannot be "
      + "divided",
    options: [
      ("step", "the change of the GPU's share: 0.1 (default), 0.25 (the paper's) or 0.5"),
      (
        "predictor",
        "what time is linear in: operations, as CoDL's text has it (default), or extents, as its "
          + "code has it"
      ),
      ("branches", "whether whole branches may be distributed: yes (default) or no"),
      ("quantise", "8 bits on the CPU and half precision on the GPU: yes or no (default)"),
      profileOption,
    ]
  ) { options throws(StrategyError) in
    var chosen = MuLayer.Options()
    let step = options["step"] ?? "0.1"
    guard let share = MuLayer.Step(rawValue: step) else {
      throw .badValue(step, option: "step", expected: "0.1, 0.25 or 0.5")
    }
    chosen.step = share
    chosen.predictor = try choice("predictor", options, default: .operations)
    chosen.distributesBranches = try isSet("branches", options, default: true)
    chosen.isQuantised = try isSet("quantise", options, default: false)
    chosen.estimate = try estimate(options)
    return MuLayer(chosen)
  }

  static let coDL = Entry(
    name: "codl",
    summary: "CoDL: operators divided by rows or channels with the cost of sharing, chained; "
      + "declines a device without a GPU, and places what cannot be divided by MACE's rule",
    options: [
      ("search", "chain (algorithm 1, default), heuristic (the published code's) or none"),
      ("gpu-memory", "image (default) or buffer, with which only channels are divided"),
      profileOption,
    ]
  ) { options throws(StrategyError) in
    var chosen = CoDL.Options()
    chosen.search = try choice("search", options, default: .chain)
    chosen.memory = try choice("gpu-memory", options, default: .image)
    chosen.estimate = try estimate(options)
    return CoDL(chosen)
  }
}
