import Documents
import Formats
import Graphs
import Plans
import Quantities
import Strategies
import Testing

/// What every list scheduler owes, whatever its rule.
@Suite struct ListScheduleTests {
  private static let names = [
    "heft", "heft:ranks=saga", "cpop", "cpop:ranks=saga", "fastest-node", "minmin", "maxmin",
    "duplex", "sufferage", "mct", "met", "olb", "etf", "bil", "fcp", "flb", "gdl", "wba",
    "wba:alpha=0.1,seed=7",
  ]

  /// Every task runs once, where it can, after its inputs have arrived, and alone.
  @Test(arguments: names)
  func schedulesAreValid(name: String) throws {
    let strategy = try StrategyCatalogue.strategy(named: name)
    let scheduler = try #require(strategy as? any ListScheduler)
    #expect(scheduler.provenance.name == name)
    for instance in try SAGATests.oracle().instances {
      var problem = instance.problem
      for task in stride(from: 0, to: problem.taskCount, by: 3) {
        problem.setDuration(nil, of: task, on: problem.processorCount - 1)
      }
      let schedule = scheduler.schedule(problem)
      #expect(faults(of: schedule, problem) == [], "\(name) on \(instance.family)")
    }
  }

  private func faults(of schedule: ListSchedule, _ problem: ListProblem) -> [String] {
    var faults: [String] = []
    var places: [ListSchedule.Place] = []
    for task in 0..<problem.taskCount {
      guard let place = schedule.place(of: task) else {
        faults.append("task \(task) is not placed")
        continue
      }
      places.append(place)
      if problem.duration(of: task, on: place.processor) != place.end - place.start {
        faults.append("task \(task) takes another time")
      }
      for edge in problem.edges(into: task) {
        guard let source = schedule.place(of: problem.edges[edge].source) else { continue }
        let transfer = problem.transfer(over: edge, from: source.processor, to: place.processor)
        if source.end + transfer > place.start { faults.append("task \(task) starts too early") }
      }
    }
    for processor in 0..<problem.processorCount {
      let own = places.filter { $0.processor == processor && $0.end > $0.start }
        .sorted { $0.start < $1.start }
      for (first, second) in zip(own, own.dropFirst()) where first.end > second.start {
        faults.append("two tasks overlap on \(processor)")
      }
    }
    return faults
  }

  @Test func optionsAreChecked() {
    for name in ["heft:ranks=mean", "wba:alpha=2", "wba:seed=x", "olb:seed=1"] {
      #expect(throws: StrategyError.self) { try StrategyCatalogue.strategy(named: name) }
    }
  }
}
