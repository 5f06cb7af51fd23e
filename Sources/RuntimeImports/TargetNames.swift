package import Devices
package import Quantities

/// What a runtime's name for a processor means on a device.
package struct TargetNames: Sendable {
  /// What a name stands for.
  package enum Meaning: Hashable, Sendable {
    case processor(Index<Processor>)
    /// A kind of processor that the device does not have.
    case absent([ProcessorKind])
    case unknown
  }

  private struct Known {
    let prefix: String
    /// The kinds, the one that it usually drives first.
    let kinds: [ProcessorKind]
    /// Whether it takes only tensors of fixed shapes.
    let isStatic: Bool
  }

  private static let accelerators: [ProcessorKind] = [.npu, .dsp]
  private static let known: [Known] = [
    .init(prefix: "cpuexecutionprovider", kinds: [.cpu], isStatic: false),
    .init(prefix: "xnnpack", kinds: [.cpu], isStatic: true),
    .init(prefix: "tflitexnnpack", kinds: [.cpu], isStatic: true),
    .init(prefix: "dnnl", kinds: [.cpu], isStatic: false),
    .init(prefix: "acl", kinds: [.cpu], isStatic: true),
    .init(prefix: "armnn", kinds: [.cpu], isStatic: true),
    .init(prefix: "cudaexecutionprovider", kinds: [.gpu], isStatic: false),
    .init(prefix: "rocm", kinds: [.gpu], isStatic: false),
    .init(prefix: "migraphx", kinds: [.gpu], isStatic: true),
    .init(prefix: "tensorrt", kinds: [.gpu], isStatic: true),
    .init(prefix: "nvtensorrt", kinds: [.gpu], isStatic: true),
    .init(prefix: "dml", kinds: [.gpu], isStatic: true),
    .init(prefix: "webgpu", kinds: [.gpu], isStatic: false),
    .init(prefix: "jsexecution", kinds: [.gpu], isStatic: false),
    .init(prefix: "tflitegpu", kinds: [.gpu], isStatic: true),
    .init(prefix: "opencl", kinds: [.gpu], isStatic: true),
    .init(prefix: "vulkan", kinds: [.gpu], isStatic: false),
    .init(prefix: "nnapi", kinds: [.npu, .dsp, .gpu], isStatic: true),
    .init(prefix: "tflitennapi", kinds: [.npu, .dsp, .gpu], isStatic: true),
    .init(prefix: "statefulnnapi", kinds: [.npu, .dsp, .gpu], isStatic: true),
    .init(prefix: "qnn", kinds: accelerators, isStatic: true),
    .init(prefix: "tfliteqnn", kinds: accelerators, isStatic: true),
    .init(prefix: "snpe", kinds: [.dsp, .npu], isStatic: true),
    .init(prefix: "tflitehexagon", kinds: [.dsp, .npu], isStatic: true),
    .init(prefix: "coreml", kinds: accelerators, isStatic: true),
    .init(prefix: "tflitecoreml", kinds: accelerators, isStatic: true),
    .init(prefix: "vitisai", kinds: accelerators, isStatic: true),
    .init(prefix: "rknpu", kinds: accelerators, isStatic: true),
    .init(prefix: "vsinpu", kinds: accelerators, isStatic: true),
    .init(prefix: "cann", kinds: accelerators, isStatic: true),
    .init(prefix: "edgetpu", kinds: accelerators, isStatic: true),
    .init(prefix: "litert", kinds: accelerators, isStatic: true),
    .init(prefix: "intelopenvino", kinds: accelerators, isStatic: true),
    .init(prefix: "qualcomm", kinds: accelerators, isStatic: true),
    .init(prefix: "mediatek", kinds: accelerators, isStatic: true),
    .init(prefix: "google", kinds: accelerators, isStatic: true),
    .init(prefix: "samsung", kinds: accelerators, isStatic: true),
  ]
  private static let plain: [String: ProcessorKind] = [
    "cpu": .cpu, "gpu": .gpu, "npu": .npu, "dsp": .dsp,
  ]

  private let device: Device
  private let given: [String: Index<Processor>]

  /// Takes a device, and what its user says names stand for.
  package init(device: Device, given: [String: Index<Processor>] = [:]) {
    self.device = device
    self.given = given
  }

  /// What a name stands for: what was said, a processor of that name, or what is known of it.
  package func meaning(of target: String) -> Meaning {
    if let index = given[target] { return .processor(index) }
    let name = target.lowercased()
    if let index = device.processors.firstIndex(where: { $0.name.lowercased() == name }) {
      return .processor(index)
    }
    let kinds = Self.kinds(of: name)
    guard !kinds.isEmpty else { return .unknown }
    if kinds.contains(.cpu) { return .processor(device.host) }
    for kind in kinds {
      if let index = device.processors.firstIndex(where: { $0.kind == kind }) {
        return .processor(index)
      }
    }
    return .absent(kinds)
  }

  /// Whether what a name stands for compiles all that it takes into partitions.
  package func compiles(_ target: String) -> Bool {
    target.lowercased().hasPrefix("openvino")
      || isStatic(target) && Self.kinds(of: target.lowercased()) != [.cpu]
  }

  /// Why a name that many know stands for nothing here.
  package func hint(_ target: String) -> String? {
    target.lowercased().hasPrefix("openvino")
      ? "it drives whichever device its option device_type names, the CPU without one" : nil
  }

  /// Whether what a name stands for takes only tensors of fixed shapes.
  package func isStatic(_ target: String) -> Bool {
    let name = target.lowercased()
    if let known = Self.known.first(where: { name.hasPrefix($0.prefix) }) { return known.isStatic }
    guard case .processor(let index) = meaning(of: target) else { return false }
    return device.processors[index].kind == .npu || device.processors[index].kind == .dsp
  }

  /// The kinds of a name: with a number as in `GPU.0` or `cpu:0`, or one of a runtime's own.
  private static func kinds(of name: String) -> [ProcessorKind] {
    let word = name.prefix { $0 != "." && $0 != ":" }
    if let kind = plain[String(word)] { return kind == .npu ? accelerators : [kind] }
    return known.first { name.hasPrefix($0.prefix) }?.kinds ?? []
  }
}
