package import Devices
import Graphs
package import Properties
import Quantities
import Randomness

/// Phones that nobody sells: random processors, pools, links and speeds.
package enum RandomDevice {
  /// Draws a device whose processors are driven by the given backends, or by random ones where none
  /// of them drives the kind of processor.
  ///
  /// It has a CPU and up to three other processors. Each of these shares the CPU's memory or has
  /// its own, with a link in both directions. Speeds, bandwidths and latencies are spread evenly
  /// over their orders of magnitude: 0.5 to 500 multiply-accumulates a nanosecond, 1 to 64 bytes a
  /// nanosecond, 1 µs to 1 ms for a launch and up to 2 ms for a copy.
  package static func draw(backends: [Backend], from test: inout TestCase) throws -> Device {
    var pools = [MemoryPool(name: "cpu", capacity: Bytes(8 << 30), alignment: Bytes(64))]
    var links: [Link] = []
    var processors = [
      try processor("cpu", .cpu, Index(0), backends, from: &test)
    ]
    try test.repeated(0...3, odds: Odds(3, in: 4)) { test in
      let kinds: [ProcessorKind] = [.gpu, .npu, .dsp, .cpu]
      let kind = kinds[try test.index(below: kinds.count)]
      let name = "\(kind.rawValue)\(processors.count)"
      var pool = Index<MemoryPool>(0)
      if try test.boolean() {
        pool = Index(pools.count)
        let capacity = try test.integer(in: 64...8_192, towards: 8_192, spread: .magnitudes)
        pools.append(
          MemoryPool(
            name: name,
            capacity: Bytes(UInt64(capacity) << 20),
            alignment: Bytes(64)
          )
        )
        for (source, target) in [(Index<MemoryPool>(0), pool), (pool, Index(0))] {
          links.append(
            Link(
              source: source,
              target: target,
              latency: Nanoseconds(try test.drawMagnitude(1_000...2_000_000)),
              bandwidth: try test.drawRate(500...32_000)
            )
          )
        }
      }
      processors.append(try processor(name, kind, pool, backends, from: &test))
    }
    let fastest = processors.map(\.performance.bandwidth.perMicrosecond).max() ?? 1
    let shared = fastest * UInt64(try test.integer(in: 1...4, towards: 4))
    do throws(DeviceErrors) {
      return try Device(
        name: "random",
        summary: "random processors, pools, links and speeds",
        processors: processors,
        pools: pools,
        links: links,
        memoryBandwidth: Rate(perMicrosecond: shared)
      )
    } catch {
      preconditionFailure("names and links of a random device are distinct: \(error)")
    }
  }

  private static func processor(
    _ name: String,
    _ kind: ProcessorKind,
    _ pool: Index<MemoryPool>,
    _ backends: [Backend],
    from test: inout TestCase
  ) throws -> Processor {
    try test.group(.value) { test in
      let suited = backends.filter { $0.processors.isEmpty || $0.processors.contains(kind) }
      let backend =
        suited.isEmpty
        ? try RandomBackend.draw(from: &test) : suited[try test.index(below: suited.count)]
      return Processor(
        name: name,
        kind: kind,
        pool: pool,
        backend: backend,
        performance: try performance(from: &test)
      )
    }
  }

  /// Each kernel runs between a tenth of the processor's speed and all of it.
  private static func performance(from test: inout TestCase) throws -> Performance {
    let speed = try test.drawMagnitude(500...500_000)
    let halfFactor = UInt64(try test.integer(in: 1...4, towards: 1))
    let shares = try KernelClass.allCases.map { _ in
      UInt64(try test.integer(in: 100...1_000, towards: 1_000))
    }
    var speeds: [Performance.Speed] = []
    for (precision, factor) in [(ElementType.float32, 1), (.float16, halfFactor)] {
      for (kernel, share) in zip(KernelClass.allCases, shares) {
        guard let rate = Rate(perMicrosecond: max(speed * share * factor / 1_000, 1)) else {
          continue
        }
        speeds.append(Performance.Speed(precision: precision, kernel: kernel, rate: rate))
      }
    }
    return Performance(
      speeds: speeds,
      bandwidth: try test.drawRate(1_000...64_000),
      launch: Nanoseconds(try test.drawMagnitude(1_000...1_000_000))
    )
  }
}

/// Runtimes that nobody wrote: random operators under random rules.
package enum RandomBackend {
  /// Draws a backend that has most operators, some of them under a rule.
  ///
  /// Each kind that the families of graphs are made of is missing with odds of one in eight, and
  /// under one rule with odds of one in four: on the rank, the alignment of channels, the kernel or
  /// the element type.
  package static func draw(from test: inout TestCase) throws -> Backend {
    var entries: [SupportTable.Entry] = []
    for kind in kinds {
      if try test.boolean(Odds(1, in: 8)) { continue }
      var rules: [SupportRule] = []
      if try test.boolean(Odds(1, in: 4)) {
        rules.append(try rule(for: kind, from: &test))
      }
      entries.append(SupportTable.Entry(kinds: [kind], rules: rules))
    }
    let isWhole = try test.boolean(Odds(1, in: 8))
    return Backend(
      name: "random",
      summary: "random operators under random rules",
      fallback: isWhole ? .wholeModel : .eachOperator,
      support: SupportTable(entries: entries)
    )
  }

  /// The kinds that generated graphs are made of.
  private static let kinds: [OperatorKind] = [
    .conv, .convTranspose, .maxPool, .averagePool, .globalAveragePool, .matMul, .gemm, .relu,
    .sigmoid, .hardSwish, .tanh, .leakyRelu, .gelu, .add, .mul, .batchNormalization,
    .layerNormalization, .softmax, .concat, .flatten, .reshape, .transpose, .resize,
  ]

  private static func rule(for kind: OperatorKind, from test: inout TestCase) throws
    -> SupportRule
  {
    let alignment = 4 << (try test.integer(in: 0...3, towards: 0))
    let statements = [
      "rank(output) == 4", "channels(output) % \(alignment) == 0", "channels(input(0)) <= 256",
      "elements(output) <= 1048576",
    ]
    let statement = statements[try test.index(below: statements.count)]
    do throws(RuleError) {
      return try SupportRule(id: "random", that: statement)
    } catch {
      preconditionFailure("'\(statement)' is no rule: \(error)")
    }
  }
}

extension TestCase {
  /// A number whose order of magnitude is random; the least is simplest.
  fileprivate mutating func drawMagnitude(_ range: ClosedRange<Int>) throws(Discard) -> UInt64 {
    UInt64(try integer(in: range, towards: range.lowerBound, spread: .magnitudes))
  }

  /// A rate in bytes per microsecond.
  fileprivate mutating func drawRate(_ range: ClosedRange<Int>) throws -> Rate {
    guard let rate = Rate(perMicrosecond: try drawMagnitude(range)) else {
      preconditionFailure("the range of a rate is above zero")
    }
    return rate
  }
}
