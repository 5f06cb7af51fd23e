import Documents
import Foundation
import Loading
import RuntimeImports
import Testing

/// Sources that are broken, cut, mixed up or of something else: each is refused with the cure.
struct MangledInputTests {
  /// Where the bytes of a case come from.
  enum Source: Sendable {
    case text(String)
    case bytes([UInt8])
    case file(String)
    case prefix(String, Int)
    case twice(String)
    case replacing(String, String, String)
    case other(String)
    case otherPrefix(String, Int)

    func bytes() throws -> [UInt8] {
      switch self {
      case .text(let text): Array(text.utf8)
      case .bytes(let bytes): bytes
      case .file(let name): try Bench.sample(name)
      case .prefix(let name, let count): Array(try Bench.sample(name).prefix(count))
      case .twice(let name): try Bench.sample(name) + (try Bench.sample(name))
      case .replacing(let name, let old, let new):
        Array(
          String(decoding: try Bench.sample(name), as: UTF8.self)
            .replacingOccurrences(of: old, with: new).utf8
        )
      case .other(let file): try Bench.bytes(file)
      case .otherPrefix(let file, let count): Array(try Bench.bytes(file).prefix(count))
      }
    }
  }

  /// A mangled input, and what its message must say: what is wrong, and what to do.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let source: Source
    let fragments: [String]
    let kind: ImportKind?
    let model: String
    let device: String

    init(
      _ name: String,
      _ source: Source,
      _ fragments: [String],
      kind: ImportKind? = nil,
      model: String = "mobilenet_v2",
      device: String = "snapdragon-888"
    ) {
      self.name = name
      self.source = source
      self.fragments = fragments
      self.kind = kind
      self.model = model
      self.device = device
    }

    var testDescription: String { name }
  }

  private static func event(_ name: String, _ provider: String, then second: String? = nil)
    -> String
  {
    let one = #"{"cat":"Node","name":"\#(name)_kernel_time","args":{"provider":"\#(provider)"}}"#
    return "[" + one + (second.map { ",\n" + event(name, $0).dropFirst().dropLast() } ?? "") + "]"
  }

  private static let twoSessions = """
    [{"cat":"Session","name":"session_initialization","args":{}},
    {"cat":"Session","name":"session_initialization","args":{}}]
    """

  private static let twoSubgraphs = """
    {"subgraphs":[{"provider":"CPUExecutionProvider","nodes":[{"name":"/Flatten"}]},
    {"provider":"QNNExecutionProvider","nodes":[{"name":"/Flatten"}]}]}
    """

  private static let cases: [Case] = [
    Case("empty file", .text(""), ["the file is empty", "turn on"]),
    Case("blank file", .text(" \n\n "), ["the file is empty", "turn on"]),
    Case("other bytes", .text("\u{1}\u{2}hello"), ["no placement", "--from"]),
    Case(
      "bytes that are no text",
      .bytes([0x80, 0xFF, 0x41]),
      ["no UTF-8", "--from"],
      kind: .onnxRuntimeLog
    ),
    Case("unknown JSON", .text("[1, 2]"), ["looks like no placement", "--from"]),
    Case(
      "a plan of pitfall's own",
      .text(#"{"format":"pitfall.plan/1","steps":[]}"#),
      ["a file of pitfall's own", "needs no import"]
    ),
    Case(
      "truncated profile",
      .prefix("mobilenet_v2-unoptimised.profile.json", 9_000),
      ["one complete JSON document", "cut off"]
    ),
    Case(
      "two profiles concatenated",
      .twice("mobilenet_v2-unoptimised.profile.json"),
      ["text after the end", "two files were joined"]
    ),
    Case(
      "two sessions in one profile",
      .text(Self.twoSessions),
      ["a second session begins", "one session"]
    ),
    Case(
      "node on two providers",
      .text(
        Self.event(
          "/features/features.0/features.0.0/Conv",
          "CPUExecutionProvider",
          then: "QNNExecutionProvider"
        )
      ),
      ["more than one session", "one session at a time"]
    ),
    Case(
      "profile without nodes",
      .text(#"[{"cat":"Session","ph":"X","name":"model_run","args":{}}]"#),
      ["names no operator", "--from"]
    ),
    Case(
      "profile of another model",
      .file("mobilenet_v2-unoptimised.profile.json"),
      ["names are not in the model", "--model"],
      model: "bert_base"
    ),
    Case(
      "renamed nodes without shapes",
      .text(Self.event("node_1", "CPUExecutionProvider")),
      ["1 of 1 names are not in the model", "optimized_model_filepath"]
    ),
    Case(
      "unknown provider",
      .text(Self.event("/features/features.0/features.0.0/Conv", "FooExecutionProvider")),
      ["'FooExecutionProvider' is not known", "--map FooExecutionProvider="]
    ),
    Case(
      "provider that the device lacks",
      .text(Self.event("/features/features.0/features.0.0/Conv", "QNNExecutionProvider")),
      ["has no npu or dsp", "--map QNNExecutionProvider="],
      device: "snapdragon-765g"
    ),
    Case(
      "log that is cut off",
      .text(
        "x] Node(s) placed on [CPUExecutionProvider]. Number of nodes: 3\n"
          + "x]   Conv (/features/features.0/features.0.0/Conv)\n"
      ),
      ["3 nodes on 'CPUExecutionProvider' are announced, 1 are listed", "log_severity_level 0"]
    ),
    Case(
      "two providers that compile",
      .text(
        "Node(s) placed on [NnapiExecutionProvider]. Number of nodes: 1\n"
          + "  NNAPI_7_1 (NnapiExecutionProvider_NNAPI_7_1_0)\n"
          + "Node(s) placed on [QNNExecutionProvider]. Number of nodes: 1\n"
          + "  QNN_8_2 (QNNExecutionProvider_QNN_8_2_1)\n"
      ),
      ["both compiled partitions", "dump-assignment.py"]
    ),
    Case(
      "provider that drives several devices",
      .other("RuntimeImportsTests/Data/TwoProviders/gate-openvino.log"),
      ["'OpenVINOExecutionProvider' is not known", "device_type", "--map"],
      model: Bench.path("RuntimeImportsTests/Data/TwoProviders/gate.onnx")
    ),
    Case(
      "compiled partitions of another model",
      .other("RuntimeImportsTests/Data/TwoProviders/gate-qnn.log"),
      ["3 of 3 names are not in the model", "--model"]
    ),
    Case(
      "log of two sessions",
      .text(
        "All nodes placed on [CPUExecutionProvider]. Number of nodes: 65\n"
          + "All nodes placed on [CPUExecutionProvider]. Number of nodes: 65\n"
      ),
      ["more than one session", "cut out"]
    ),
    Case(
      "log without a count",
      .text("Node(s) placed on [CPUExecutionProvider].\n"),
      ["does not say how many", "write it again"]
    ),
    Case(
      "log without placements",
      .text("2026 [I:onnxruntime] hello\n"),
      ["no line says where nodes were placed", "log_severity_level to 0"],
      kind: .onnxRuntimeLog
    ),
    Case(
      "assignment without nodes",
      .text(#"{"subgraphs":[{"provider":"CPUExecutionProvider"}]}"#),
      ["has no 'nodes'", "dump-assignment.py"]
    ),
    Case(
      "assignment with an unknown key",
      .text(#"{"subgraph":[]}"#),
      ["unknown key 'subgraph'", "did you mean"],
      kind: .onnxRuntimeAssignment
    ),
    Case(
      "node in two subgraphs",
      .text(Self.twoSubgraphs),
      ["is placed on 'QNNExecutionProvider', and on 'CPUExecutionProvider'", "one at a time"]
    ),
    Case(
      "streams without devices",
      .text(#"{"type":"DeviceBasedPartitioner","streams":[["a"],["b"]],"devices":["0"]}"#),
      ["2 streams and 1 devices", "one device for each stream"],
      model: "resnet18"
    ),
    Case(
      "stream on an unknown kind of device",
      .text(#"{"type":"DeviceBasedPartitioner","streams":[["/Flatten"]],"devices":["7"]}"#),
      ["'7' is not known", "--map 7="],
      model: "resnet18"
    ),
    Case(
      "OpenVINO device of no known name",
      .file("mobilenet_v2-query-model.json"),
      ["'CPUX' is not known", "--map CPUX="]
    ),
    Case(
      "OpenVINO profile",
      .file("mobilenet_v2-hetero-profile.json"),
      ["names no device", "pitfall calibrate"]
    ),
    Case(
      "OpenVINO device that is a number",
      .text(#"{"/Flatten": 1}"#),
      ["must be a text", "query_model"],
      kind: .openVINO
    ),
    Case(
      "OpenVINO list without devices",
      .text(#"[{"name":"/Flatten","affinity":null}]"#),
      ["names no device", "affinity"]
    ),
    Case(
      "settings of no known form",
      .text("session.layer_assignment_settings = \"gpu encoder\""),
      ["not of the form device(pattern", "gpu(encoder); cpu(=final)"]
    ),
    Case(
      "settings without a pattern",
      .text("gpu()"),
      ["is given no pattern", "leave the device out"],
      kind: .onnxRuntimeNames
    ),
    Case(
      "settings that match nothing",
      .text("gpu(encoder)"),
      ["no pattern matches any name", "pitfall inspect"],
      kind: .onnxRuntimeNames
    ),
    Case(
      "settings for a model without annotations",
      .text("gpu(encoder)"),
      ["no pattern matches any annotation", "name_based_layer_assignment"],
      kind: .onnxRuntimeLayers
    ),
    Case(
      "settings under the other key",
      .text("session.name_based_layer_assignment = \"gpu(a)\""),
      ["not that of onnxruntime-layers", "--from onnxruntime-names"],
      kind: .onnxRuntimeLayers
    ),
    Case(
      "settings that are empty",
      .text("# nothing\n"),
      ["assign nothing", "gpu(encoder)"],
      kind: .onnxRuntimeNames
    ),
    Case(
      "LiteRT log without a summary",
      .text("[LITERT_TOOLS:PARTITION] Starting Load Plugins...\n"),
      ["no line says what was selected", "apply_plugin_main"],
      model: Bench.path(Bench.tflite + "face_detection_full_range_sparse.tflite")
    ),
    Case(
      "LiteRT log of another model",
      .file("face_detection_full_range_sparse.partition.log"),
      ["the model has none", "--model"],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "LiteRT log of a smaller model",
      .replacing("selfie_segmentation.partition.log", "total of 246", "total of 250"),
      ["a model of 250 operators, this one has 246", "--model"],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "LiteRT logs of two models",
      .twice("selfie_segmentation.partition.log"),
      ["a second graph", "one model"],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "LiteRT summary that is cut off",
      .text("Partitioned subgraph<0>, selected 245 ops, from a tot"),
      ["does not say how many", "write it again"],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "TensorFlow Lite model that is not partitioned",
      .other(Bench.tflite + "selfie_segmentation.tflite"),
      ["has no DISPATCH_OP", "give it as --model"],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "partitioned model that is cut off",
      .otherPrefix(Bench.tflite + "selfie_segmentation.partitioned.tflite", 20_000),
      ["not a valid TensorFlow Lite model", "convert it again"],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "logs of two delegates",
      .text(
        "Replacing 5 node(s) with delegate (A) node\nReplacing 6 node(s) with delegate (B) node\n"
      ),
      ["a second delegate, 'B'", "one delegate"],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "delegate log without counts",
      .text("Created TensorFlow Lite XNNPACK delegate for CPU.\n"),
      ["no line says what a delegate took", "INFO"],
      kind: .delegateLog,
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "delegate that nobody knows",
      .text(
        "Replacing 5 out of 246 node(s) with delegate (MyDelegate) node, yielding 3 partitions\n"
      ),
      ["'MyDelegate' is not known", "--map MyDelegate="],
      model: Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    ),
    Case(
      "ncnn file that is cut off",
      .text("7767517\n75 85\nInput in0 0 1 in0\n"),
      ["75 layers are announced", "truncated"],
      model: "mobilenet_v2"
    ),
    Case(
      "masks of another model",
      .text("7767517\n2 2\nInput in0 0 1 in0\nReLU wrong 1 1 in0 out0 31=16\n"),
      ["'wrong'", "--model"]
    ),
  ]

  @Test(arguments: cases)
  func eachIsRefusedWithTheCure(_ item: Case) throws {
    var request = Bench.Request()
    request.kind = item.kind
    request.model = item.model
    request.device = item.device
    let source = try item.source.bytes()
    do {
      _ = try Bench.run(source, request)
      Issue.record("accepted")
    } catch let error as InputProblems {
      for fragment in item.fragments {
        #expect(error.description.contains(fragment), "\(error)")
      }
      for problem in error.problems {
        #expect(problem.cure != nil, "\(problem)")
        #expect(problem.place.file == "source")
      }
    }
  }

  @Test func thereAreManyKinds() {
    #expect(Self.cases.count >= 24)
    #expect(Set(Self.cases.map(\.name)).count == Self.cases.count)
  }

  @Test func aMissingModelIsNamed() throws {
    var request = Bench.Request()
    request.model = "mobilenet_v22"
    do {
      _ = try Bench.run(Array("x".utf8), request)
      Issue.record("accepted")
    } catch let fault {
      #expect("\(fault)".contains("mobilenet_v22"))
      #expect("\(fault)".contains("did you mean 'mobilenet_v2'?"))
    }
  }
}
