import Devices
import Formats
import Graphs
import Loading
import Plans
import Quantities
import Strategies
import Studies
import Testing

/// Single cores of clusters, and where competing processes sit.
@Suite struct CoreDivisionTests {
  private static let phone = Result { try Inputs().device("snapdragon-855") }

  private static func competition(_ count: UInt64, for processor: String = "cpu") throws
    -> Condition
  {
    let rule = Condition.Scheduling(
      processor: processor,
      competitors: count,
      slice: Nanoseconds(3_000_000),
      wakeUp: Nanoseconds(50_000)
    )
    return Condition(name: "busy", meaning: "", scheduling: [try #require(rule)])
  }

  @Test func coresShareTheSpeedOfTheirCluster() throws {
    let whole = try Self.phone.get()
    let device = try #require(CoreDivision(whole)).device
    #expect(device.processors.count == 8)
    #expect(device.processors.values.map(\.name).prefix(2) == ["cpu/1", "cpu/2"])
    func speeds(_ device: Device, _ isOwn: (Processor) -> Bool) -> [UInt64] {
      device.processors.values.filter(isOwn)
        .compactMap { $0.performance.rate(of: .pointwiseConvolution, in: .float32) }
        .map(\.perMicrosecond)
    }
    let big = speeds(device) { $0.name.hasPrefix("cpu/") }
    let cluster = try #require(speeds(whole) { $0.name == "cpu" }.first)
    // 2.84 GHz of 2.84 + 3 × 2.42 GHz, rounded down.
    #expect(big.first == cluster * 2_840 / 10_100)
    #expect(big.count == 4)
    #expect(big.reduce(0, +) <= cluster)
    #expect(big.reduce(0, +) + 4 > cluster)
    // One core reaches 54.3 % of its cluster's 14 GB/s, all cores together what the clusters do.
    #expect(device.processors[Index(0)].performance.bandwidth.perMicrosecond == 7_602)
    #expect(device.memoryBandwidth?.perMicrosecond == 14_000 + 5_600)
  }

  @Test func nothingIsDividedWhereNoCoresAreTold() throws {
    #expect(try CoreDivision(Inputs().device("snapdragon-660")) == nil)
  }

  /// Each process on a core of its own, the fastest first; then a second one on each.
  @Test(
    arguments: [
      (0, [0, 0, 0, 0], [0, 0, 0, 0]), (1, [1, 0, 0, 0], [0, 0, 0, 0]),
      (3, [1, 1, 1, 0], [0, 0, 0, 0]), (5, [1, 1, 1, 1], [1, 0, 0, 0]),
      (8, [1, 1, 1, 1], [1, 1, 1, 1]), (10, [2, 2, 1, 1], [1, 1, 1, 1]),
    ] as [(UInt64, [UInt64], [UInt64])]
  )
  func processesSpreadOverCores(count: UInt64, big: [UInt64], little: [UInt64]) throws {
    let device = try Self.phone.get()
    let condition = try Self.competition(count)
    #expect(condition.competitors(onCoresOf: Index(0), on: device) == big)
    #expect(condition.competitors(onCoresOf: Index(1), on: device) == little)
    // A cluster waits for the core with most competitors.
    #expect(
      condition.scheduling(of: Index(0), on: device)?.competitors == (count == 0 ? nil : big.max())
    )
    #expect(
      condition.scheduling(of: Index(1), on: device)?.competitors
        == (count < 5 ? nil : little.max())
    )
    let division = try #require(CoreDivision(device))
    let cores = division.condition(condition)
    let found = division.device.processors.indices.map {
      cores.scheduling(of: $0, on: division.device)?.competitors ?? 0
    }
    #expect(found == big + little)
  }

  @Test func aRuleOfOneClusterStaysThere() throws {
    let device = try Self.phone.get()
    let condition = try Self.competition(2, for: "cpu-little")
    #expect(condition.competitors(onCoresOf: Index(0), on: device) == [0, 0, 0, 0])
    #expect(condition.competitors(onCoresOf: Index(1), on: device) == [1, 1, 0, 0])
  }

  /// Without cores the competitors all stand in the processor's queue.
  @Test func unknownCoresAreOneQueue() throws {
    let device = try Inputs().device("snapdragon-660")
    let condition = try Self.competition(3)
    #expect(condition.scheduling(of: Index(0), on: device)?.competitors == 3)
  }

  /// With one part only one core works at a time, and it is one without competitors.
  @Test func onePartLeavesCoresIdle() throws {
    let device = try Self.phone.get()
    let division = try #require(CoreDivision(device))
    let graph = try Inputs().graph(of: PlanSubject(models: ["alexnet"], frames: 1), dimensions: [])
    for (count, expected) in [(UInt64(0), 0), (1, 1), (4, 4)] {
      let condition = division.condition(try Self.competition(count))
      let task = Task(graph: graph, device: division.device, condition: condition)
      let plan = try DealtParts(parts: 1).plan(for: task)
      let used = Set(
        plan.steps.values.compactMap { step -> Int? in
          guard case .run(_, on: let core, part: nil, _) = step.action else { return nil }
          return core.value
        }
      )
      #expect(used == [expected])
    }
  }
}
