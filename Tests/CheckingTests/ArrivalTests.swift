import Checking
import Costs
import Devices
import Documents
import Formats
import Foundation
import Graphs
import Plans
import Quantities
import SecondOpinions
import Simulation
import Strategies
import Testing

/// A plan that keeps its deadline with all durations lowest and with all highest, and misses it
/// with others in between, because then the long step takes its turn before the short one
/// (Graham's anomaly).
@Suite struct ArrivalTests {
  private static let deadline = Nanoseconds(250_000)

  private static func judgement(_ condition: String) throws -> Judgement {
    let folder = Corpus.folder + "/arrival/"
    let document = try FileReading.document(at: folder + "anomaly.json")
    let graph = try GraphFile.read(try FileReading.document(at: folder + "anomaly.graph.json"))
    let library = SpecLibrary(
      files: try #require(BundledFiles.located()),
      readBackend: BackendFile.read
    )
    let device = try library.device(folder + "device.yaml")
    let located = try PlanFile.read(document, graph: graph, device: device)
    let task = Task(
      graph: graph,
      device: device,
      condition: try library.condition(folder + condition + ".yaml")
    )
    return try Checker(ConfirmedSolver())
      .judge(located.plan, for: task, Obligation.allCases, deadline: deadline)
  }

  @Test(arguments: ["lowest", "highest"])
  func endsKeepTheDeadline(_ condition: String) throws {
    #expect(try Self.judgement(condition).finding(.deadline).verdict == .proved)
  }

  @Test func durationsInBetweenMissIt() throws {
    let judgement = try Self.judgement("ranges")
    for obligation in Obligation.safety {
      #expect(try judgement.finding(obligation).verdict == .proved, "\(obligation)")
    }
    let finding = try judgement.finding(.deadline)
    #expect(finding.verdict == .refuted, "\(finding.message)")
    guard case .comparison(let comparison) = finding.evidence,
      let execution = comparison.execution
    else {
      Issue.record("there is no execution: \(finding.message)")
      return
    }
    let program = judgement.subject.program
    let costs = execution.durations.map {
      Cost(launch: $0.time, compute: .zero, memory: .zero, traffic: .zero)
    }
    let timeline = try #require(Simulator(program, costs: Table(costs), sharing: nil).run())
    #expect(timeline.latency == comparison.planTime)
    #expect(timeline.latency > Self.deadline)
    // 'long' goes first, although 'short' stands before it.
    #expect(timeline.spans[Index(3)].start < timeline.spans[Index(2)].start)
  }

  /// Deciding the order at run time leaves more executions, and all of them count for memory.
  @Test func memoryCountsEveryOrder() throws {
    let finding = try Self.judgement("lowest").finding(.memory)
    guard case .peaks(let pools) = finding.evidence else {
      Issue.record("\(finding.message)")
      return
    }
    // 4,040 bytes of weights, and x, y, a and b, of 400 and 404 bytes, while the first two run.
    let expected = [UInt64(5_648)]
    #expect(pools.map(\.bytes.amount) == expected)
  }
}
