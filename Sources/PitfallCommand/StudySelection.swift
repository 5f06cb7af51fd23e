import Formats

/// What a study compares, by name.
struct StudySelection {
  let models: [String]
  let devices: [String]
  let conditions: [String]
  let strategies: [String]

  /// σ0 to σ4 of the study that the questions come from, as this project reads them.
  static let sigmas = [
    "calm", "throttled-gpu", "one-competing-process", "many-competing-processes", "low-bandwidth",
  ]
  /// From no competing process to many, for the question of granularity.
  static let competition = ["calm", "one-process-in-slices", "several-processes-in-slices"]

  /// What answers in under a minute.
  static let quick = StudySelection(
    models: ["resnet50", "mobilenet_v2", "googlenet", "yolov2", "fast_style", "squeezenet1_1"],
    devices: ["snapdragon-855", "snapdragon-888", "kirin-990"],
    conditions: sigmas + ["rendering"],
    strategies: ["mace", "mulayer", "codl", "band", "asymo", "heft", "etf", "nn-stretch"]
  )

  /// The strategies of a list: an item with '=' before any ':' is an option of the one before it,
  /// and so is what follows '+', unless it has no '=' and belongs to the option's value.
  static func strategies(in text: String) -> [String] {
    func isOption(_ item: Substring) -> Bool {
      item.prefix { $0 != ":" }.contains("=")
    }
    var names: [String] = []
    for item in text.split(separator: ",") {
      var parts = item.split(separator: "+", omittingEmptySubsequences: false)
      let first = parts.removeFirst()
      var name =
        names.isEmpty || !isOption(first) ? String(first) : names.removeLast() + "," + first
      for part in parts { name += (isOption(part) ? "," : "+") + part }
      names.append(name)
    }
    return names
  }

  init(models: [String], devices: [String], conditions: [String], strategies: [String]) {
    self.models = models
    self.devices = devices
    self.conditions = conditions
    self.strategies = strategies
  }

  /// All bundled models, phones and conditions; every phone once, with its usual GPU memory.
  init(everythingIn files: BundledFiles) {
    let models = files.names(of: .models).filter { $0 != "resnet50" }
    let phones = files.names(of: .devices)
      .filter { $0 != "snapdragon-855" && !$0.hasSuffix("-buffer") && !$0.hasSuffix("-image") }
    let others = files.names(of: .conditions).filter { !Self.sigmas.contains($0) }
    self.init(
      models: ["resnet50"] + models,
      devices: ["snapdragon-855"] + phones,
      conditions: Self.sigmas + others,
      strategies: [
        "mace", "mulayer", "mulayer:predictor=operations", "codl", "codl:search=none", "band",
        "pipe-it", "asymo", "nn-stretch", "heft", "cpop", "minmin", "maxmin", "sufferage", "etf",
        "bil", "gdl", "flb",
      ]
    )
  }
}
