extension FuzzTarget {
  /// Every target but the canary.
  package static let all: [FuzzTarget] = [
    json, yaml, graph, plan, `case`, device, condition, backend, rule, onnx, tflite, ncnn, imports,
    profile,
    measurements, shares, `operator`, checker,
  ]

  /// The target of a name, the canary among them.
  package static func named(_ name: String) -> FuzzTarget? {
    (all + [canary]).first { $0.name == name }
  }

  /// The text on which the canary fails.
  package static let canaryMagic = Array("PIT!".utf8)

  /// A target with a defect, which shows that a failure is noticed and that the search finds one.
  package static let canary = FuzzTarget("canary", driver: "FuzzCanary", ending: "txt") { bytes in
    var matched = 0
    for (byte, magic) in zip(bytes, canaryMagic) {
      guard byte == magic else { return .refused }
      matched += 1
    }
    precondition(matched < canaryMagic.count, "the canary met its magic input")
    return .accepted
  }
}
