import Devices
import Documents
import Formats
import Graphs
import Hunting
import Plans
import Quantities
import Strategies
import Testing

/// How far a case's figures may move.
@Suite struct BoxTests {
  /// Both operators on the GPU, which takes longer to start them.
  private static let crossing = FixedPlanner { _ in
    Plan(steps: [Bench.run(0, on: 1), Bench.run(1, on: 1)])
  }

  private func box(_ planner: FixedPlanner) throws -> Box {
    let task = try Bench.task(try Bench.phone())
    let referee = Referee(planner, properties: [.profit])
    return try #require(Box(around: task, for: .profit, referee))
  }

  @Test func theLossEndsWhereTheProcessorIsSlowEnough() throws {
    let box = try box(Self.crossing)
    let side = try #require(box.sides.first { $0.figure == "cpu launch" })
    #expect(side.lossRange.contains(1_000))
    #expect(side.lossRange.lowerBound == Box.examinedRange.lowerBound)
    #expect(side.lossRange.upperBound < Box.examinedRange.upperBound)
    let names = box.sides.map(\.figure)
    #expect(names.contains("cpu to gpu latency"))
    #expect(names.contains("gpu launch"))
    #expect(names.last == "sizes")
  }

  /// The ends are where the referee's answer changes.
  @Test func theEndsAreTight() throws {
    let task = try Bench.task(try Bench.phone())
    let referee = Referee(Self.crossing, properties: [.profit])
    let side = try #require(try box(Self.crossing).sides.first { $0.figure == "cpu launch" })
    func isLost(_ factor: UInt64) throws -> Bool {
      let cpu = try #require(task.device.processors.values.first)
      let given = cpu.performance
      let slower = Performance(
        speeds: given.speeds,
        bandwidth: given.bandwidth,
        launch: try #require(given.launch.scaled(by: factor, over: 1_000))
      )
      let device = try Device(
        name: task.device.name,
        processors: [
          Processor(
            name: cpu.name,
            kind: cpu.kind,
            pool: cpu.pool,
            backend: cpu.backend,
            performance: slower
          )
        ] + task.device.processors.values.dropFirst(),
        pools: task.device.pools.values,
        links: task.device.links.values,
        memoryBandwidth: nil
      )
      let moved = Task(graph: task.graph, device: device, condition: task.condition)
      if case .broken = referee.judge(moved) { return true }
      return false
    }
    #expect(try isLost(side.lossRange.upperBound))
    #expect(try !isLost(side.lossRange.upperBound * 1_100 / 1_000))
  }

  @Test func aBoxSurvivesItsFile() throws {
    let measured = try box(Self.crossing)
    let box = CaseBox(
      measured.sides.map { CaseBox.Side(figure: $0.figure, lossRange: $0.lossRange) },
      examinedRange: Box.examinedRange
    )
    let item = StoredCase(
      claim: StoredCase.Claim(property: "profit", cause: "transfer", message: "it loses"),
      numbers: nil,
      graph: try Bench.pair(),
      device: try Bench.phone(),
      condition: .calm,
      plan: nil,
      origin: StoredCase.Origin(
        strategy: "fixed",
        command: nil,
        against: "old",
        againstCommand: "./old",
        seed: "seed1-0000000000000001",
        run: 0,
        family: "chain",
        choices: "replay1-AA",
        shrinking: "not shrunk"
      ),
      box: box
    )
    let text = JSONWriter.text(CaseFile.json(item))
    #expect(try Bench.storedCase(Array(text.utf8)) == item)
    let bad = text.replacing("\"from\": 0.063", with: "\"from\": 99")
    #expect(bad != text)
    #expect(throws: InputProblems.self) { try Bench.storedCase(Array(bad.utf8)) }
  }
}

/// A better device must not make a plan much worse.
@Suite struct MonotonicityTests {
  /// Goes to the GPU as soon as its link is fast, and there takes much longer.
  private static let jumping = FixedPlanner { task in
    let isFast = task.device.links.values.contains { $0.latency < Nanoseconds(50_000) }
    return Plan(steps: [Bench.run(0, on: 0), Bench.run(1, on: isFast ? 1 : 0)])
  }

  @Test func aPlanThatGetsWorseIsFound() throws {
    let referee = Referee(Self.jumping, properties: [.monotonicity])
    guard case .broken(let violation) = referee.judge(try Bench.task(try Bench.phone())) else {
      Issue.record("it is not noticed")
      return
    }
    #expect(violation.property == .monotonicity)
    #expect(violation.cause.hasSuffix("latency"))
    #expect(violation.loss.map { $0.plan > $0.best } == true)
  }

  @Test func aPlanThatStaysIsKept() throws {
    let planner = FixedPlanner { _ in Plan(steps: [Bench.run(0, on: 0), Bench.run(1, on: 0)]) }
    let referee = Referee(planner, properties: [.monotonicity])
    #expect(referee.judge(try Bench.task(try Bench.phone())) == .kept)
  }
}
