/// What a runtime wrote, or a user wrote for it, that says which operator runs where.
package enum ImportKind: String, Hashable, Sendable, CaseIterable {
  case onnxRuntimeLog = "onnxruntime-log"
  case onnxRuntimeAssignment = "onnxruntime-assignment"
  case onnxRuntimeProfile = "onnxruntime-profile"
  case onnxRuntimeLayers = "onnxruntime-layers"
  case onnxRuntimeNames = "onnxruntime-names"
  case onnxRuntimeStreams = "onnxruntime-streams"
  case openVINO = "openvino"
  case liteRTLog = "litert-log"
  case liteRTFile = "litert-file"
  case delegateLog = "tflite-delegate"
  case ncnnMasks = "ncnn-masks"

  /// What it is, in words.
  package var summary: String {
    switch self {
    case .onnxRuntimeLog: "ONNX Runtime's placement log (log_severity_level=0)"
    case .onnxRuntimeAssignment:
      "ONNX Runtime's assignment information, as Examples/dump-assignment.py writes it"
    case .onnxRuntimeProfile: "ONNX Runtime's profile, for the 'provider' of its nodes"
    case .onnxRuntimeLayers: "a value of ONNX Runtime's session.layer_assignment_settings"
    case .onnxRuntimeNames: "a value of ONNX Runtime's session.name_based_layer_assignment"
    case .onnxRuntimeStreams: "ONNX Runtime's session.node_partition_config_file"
    case .openVINO: "OpenVINO's query_model or affinities: a JSON object of operator and device"
    case .liteRTLog: "the log of LiteRT's apply_plugin_main --cmd=partition"
    case .liteRTFile: "a .tflite file that LiteRT has partitioned, with DISPATCH_OP"
    case .delegateLog: "the log of a TensorFlow Lite delegate"
    case .ncnnMasks: "an ncnn .param file with feature masks (31=16: not on Vulkan)"
    }
  }

  /// Whether a user wrote it for the runtime, which ignores what it cannot do; all else a runtime
  /// wrote.
  var isWish: Bool {
    switch self {
    case .onnxRuntimeLayers, .onnxRuntimeNames, .onnxRuntimeStreams: true
    case .onnxRuntimeLog, .onnxRuntimeAssignment, .onnxRuntimeProfile, .openVINO, .liteRTLog,
      .liteRTFile, .delegateLog, .ncnnMasks:
      false
    }
  }

  /// Whether its numbers count nodes of the model's file, which the runtime neither folds nor fuses
  /// before it places them.
  var countsModelNodes: Bool {
    switch self {
    case .liteRTLog, .liteRTFile, .delegateLog: true
    case .onnxRuntimeLog, .onnxRuntimeAssignment, .onnxRuntimeProfile, .onnxRuntimeLayers,
      .onnxRuntimeNames, .onnxRuntimeStreams, .openVINO, .ncnnMasks:
      false
    }
  }

  /// The kinds as a list for messages.
  package static var list: String {
    allCases.map { "\n  \($0.rawValue): \($0.summary)" }.joined()
  }
}
