import Devices
import Documents
import Formats
import Graphs
import Hunting
import Plans
import Quantities
import Strategies
import Testing

/// Small devices, models and strategies for the tests of hunts.
enum Bench {
  /// A processor that computes everything.
  static func processor(
    _ name: String,
    _ kind: ProcessorKind,
    pool: Int,
    speed: UInt64,
    launch: UInt64,
    backend: Backend = anything
  ) throws -> Processor {
    let rate = try #require(Rate(perMicrosecond: speed))
    let speeds = [ElementType.float32, .float16]
      .flatMap { precision in
        KernelClass.allCases.map {
          Performance.Speed(precision: precision, kernel: $0, rate: rate)
        }
      }
    return Processor(
      name: name,
      kind: kind,
      pool: Index(pool),
      backend: backend,
      performance: Performance(
        speeds: speeds,
        bandwidth: try #require(Rate(perMicrosecond: 10_000)),
        launch: Nanoseconds(launch)
      )
    )
  }

  static let anything = Backend(
    name: "any",
    support: SupportTable(entries: [], acceptsUnlisted: true)
  )
  static let nothing = Backend(name: "none", support: SupportTable(entries: []))

  /// A CPU and a GPU with pools of their own, and a link of 50 µs each way.
  static func phone(capacity: UInt64 = 1 << 30, gpuBackend: Backend = anything) throws -> Device {
    let bandwidth = try #require(Rate(perMicrosecond: 10_000))
    return try Device(
      name: "phone",
      processors: [
        try processor("cpu", .cpu, pool: 0, speed: 20_000, launch: 5_000),
        try processor("gpu", .gpu, pool: 1, speed: 60_000, launch: 20_000, backend: gpuBackend),
      ],
      pools: [
        MemoryPool(name: "cpu", capacity: Bytes(1 << 30)),
        MemoryPool(name: "gpu", capacity: Bytes(capacity)),
      ],
      links: [(0, 1), (1, 0)]
        .map { source, target in
          Link(
            source: Index(source),
            target: Index(target),
            latency: Nanoseconds(50_000),
            bandwidth: bandwidth
          )
        },
      memoryBandwidth: nil
    )
  }

  /// Two operators, one after the other: `a` reads the input, `b` what `a` computes.
  static func pair() throws -> Graph {
    var builder = GraphBuilder(name: "pair")
    let type = TensorType(.float32, try Shape([1, 8, 16, 16]))
    var last = try builder.add(Tensor(name: "input", type: type, role: .input))
    for name in ["a", "b"] {
      let output = try builder.add(Tensor(name: name + "_out", type: type, role: .activation))
      try builder.add(Operator(name: name, kind: .relu, inputs: [last], outputs: [output]))
      last = output
    }
    return try builder.finish(outputs: [last])
  }

  static func task(_ device: Device) throws -> Task { Task(graph: try pair(), device: device) }

  /// A step that runs an operator.
  static func run(_ node: Int, on processor: Int) -> Step {
    Step(id: "s\(node)", .run(Index(node), on: Index(processor), part: nil, precision: nil))
  }

  /// The backends, devices and conditions of the repository.
  static func library() throws -> SpecLibrary {
    SpecLibrary(files: try #require(BundledFiles.located())) {
      bytes,
      file,
      named throws(InputProblems) in
      try BackendFile.read(bytes, file: file, named: named)
    }
  }

  /// Reads a case from its text.
  static func storedCase(_ bytes: [UInt8]) throws -> StoredCase {
    let library = try library()
    let document = try JSONReader.read(bytes, file: "case")
    return try CaseFile.read(document) { (name: String) throws(InputProblems) -> Backend? in
      name == "any" ? anything : try library.backend(name)
    }
  }
}

/// A strategy written in a test.
struct FixedPlanner: Planner {
  let name = "fixed"
  let make: @Sendable (Task) -> Plan

  func plan(for task: Task) throws(PlanningFault) -> Plan { make(task) }
}
