import Checking
import Devices
import Graphs
import Hunting
import Plans
import Quantities
import Strategies
import Synchronization
import Testing
import Z3Solving

/// What is judged, and that the solver agrees.
@Suite struct RefereeTests {
  /// The violation of a plan, and the checker's verdict on the same obligation.
  private func judged(
    _ plan: Plan,
    _ properties: [HuntedProperty] = HuntedProperty.safety,
    on device: Device? = nil
  ) throws -> (violation: Violation?, verdict: Checking.Verdict?) {
    let task = try Bench.task(try device ?? Bench.phone())
    let referee = Referee(FixedPlanner { _ in plan }, properties: properties)
    guard case .broken(let violation) = referee.judge(task) else { return (nil, nil) }
    guard let obligation = violation.property.obligation else { return (violation, nil) }
    let verdict = try Checker(Z3Solver()).judge(plan, for: task, [obligation]).verdict
    return (violation, verdict)
  }

  @Test func aGoodPlanKeepsEverything() throws {
    let plan = Plan(steps: [Bench.run(0, on: 0), Bench.run(1, on: 0)])
    #expect(try judged(plan, HuntedProperty.safety + [.profit, .determinism]).violation == nil)
  }

  @Test func aMissingOperatorIsAGap() throws {
    let (violation, verdict) = try judged(Plan(steps: [Bench.run(0, on: 0)]))
    #expect(violation?.property == .coverage)
    #expect(violation?.cause == "gap")
    #expect(verdict == .refuted)
  }

  @Test func computingTwiceIsAnOverlap() throws {
    let twice = Step(id: "again", .run(Index(0), on: Index(0), part: nil, precision: nil))
    let (violation, verdict) = try judged(
      Plan(synchronization: .explicit, steps: [Bench.run(0, on: 0), Bench.run(1, on: 0), twice])
    )
    #expect(violation?.cause == "overlap")
    #expect(verdict == .refuted)
  }

  @Test func aRefusedOperatorIsNoSupport() throws {
    let plan = Plan(steps: [Bench.run(0, on: 1), Bench.run(1, on: 1)])
    let (violation, verdict) = try judged(plan, on: Bench.phone(gpuBackend: Bench.nothing))
    #expect(violation?.property == .support)
    #expect(verdict == .refuted)
  }

  @Test func aForgottenCopyIsAbsent() throws {
    let plan = Plan(
      synchronization: .explicit,
      steps: [Bench.run(0, on: 0), Bench.run(1, on: 1)],
      waits: [Plan.Wait(Index(1), after: Index(0))]
    )
    let (violation, verdict) = try judged(plan)
    #expect(violation?.property == .residency)
    #expect(verdict == .refuted)
  }

  @Test func aForgottenWaitIsARace() throws {
    let copy = Step(id: "c", .copy(Index(1), from: Index(0), to: Index(1), part: nil))
    let plan = Plan(
      synchronization: .explicit,
      steps: [Bench.run(0, on: 0), copy, Bench.run(1, on: 1)],
      waits: [Plan.Wait(Index(1), after: Index(0))]
    )
    let (violation, verdict) = try judged(plan)
    #expect(violation?.property == .ordering)
    #expect(violation?.cause == "race")
    #expect(verdict == .refuted)
  }

  @Test func stepsThatWaitForEachOtherAreADeadlock() throws {
    let plan = Plan(
      steps: [Bench.run(0, on: 0), Bench.run(1, on: 1)],
      waits: [Plan.Wait(Index(0), after: Index(1))]
    )
    let (violation, verdict) = try judged(plan, [.profit])
    #expect(violation?.cause == "deadlock")
    #expect(verdict == .refuted)
  }

  @Test func aSmallPoolOverflows() throws {
    let plan = Plan(steps: [Bench.run(0, on: 1), Bench.run(1, on: 1)])
    let (violation, verdict) = try judged(plan, on: Bench.phone(capacity: 1_024))
    #expect(violation?.property == .memory)
    #expect(violation?.cause == "gpu")
    #expect(verdict == .refuted)
  }

  @Test func crossingForNothingLosesToSynchronization() throws {
    let plan = Plan(steps: [Bench.run(0, on: 0), Bench.run(1, on: 1)])
    let (violation, verdict) = try judged(plan, [.profit])
    #expect(violation?.property == .profit)
    #expect(violation?.cause == LossCause.synchronization.rawValue)
    #expect(violation?.loss?.rival == "cpu")
    #expect(verdict == .refuted)
  }

  @Test func aPlanThatChangesIsNotDeterministic() throws {
    let count = Mutex(0)
    let planner = ChangingPlanner {
      count.withLock {
        $0 += 1; return $0
      }
    }
    let ruling = Referee(planner, properties: [.determinism])
      .judge(
        try Bench.task(try Bench.phone())
      )
    guard case .broken(let violation) = ruling else {
      Issue.record("it is not noticed")
      return
    }
    #expect(violation.property == .determinism)
  }

  @Test func aPlanOfAnotherTaskIsMalformed() throws {
    for steps in [[Bench.run(7, on: 0)], [Bench.run(0, on: 5)]] {
      let (violation, _) = try judged(Plan(steps: steps))
      #expect(violation?.property == .wellFormed)
    }
    let outside = Step(
      id: "s",
      .run(
        Index(0),
        on: Index(0),
        part: Slice(dimension: 2, range: 8..<40),
        precision: nil
      )
    )
    #expect(try judged(Plan(steps: [outside])).violation?.property == .wellFormed)
  }

  private struct ChangingPlanner: Planner {
    let name = "changing"
    let count: @Sendable () -> Int

    func plan(for task: Task) throws(PlanningFault) -> Plan {
      let processor = count() % 2
      return Plan(steps: [Bench.run(0, on: processor), Bench.run(1, on: processor)])
    }
  }
}

/// The measure of a loss.
@Suite struct LossTests {
  @Test(arguments: [
    (1_000, 1_000, 0), (2_000, 1_000, 65_536), (8_000, 1_000, 3 * 65_536), (900, 1_000, 0),
    // 65,536 × log2(1.5) = 38,336.3…
    (1_500, 1_000, 38_336),
  ])
  func severityIsTheLogarithm(plan: UInt64, best: UInt64, expected: Int) {
    let loss = Loss(plan: Nanoseconds(plan), best: Nanoseconds(best), rival: "cpu")
    #expect(loss.severity == expected)
  }

  @Test func thousandthsAreRounded() {
    let loss = Loss(plan: Nanoseconds(2), best: Nanoseconds(3), rival: "cpu")
    #expect(loss.thousandths == 667)
  }
}
