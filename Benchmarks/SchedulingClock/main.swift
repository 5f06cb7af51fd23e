import Costs
import Devices
import Documents
import Formats
import Foundation
import Graphs
import Loading
import Plans
import Quantities
import Simulation
import Strategies

/// Times planning with HEFT and simulating, in this process: `SchedulingClock GRAPH DEVICE RUNS`.
///
/// Prints the least of so many runs in microseconds of processor time, as JSON; see
/// `Benchmarks/scheduling.py`.

/// The processor time of this process in nanoseconds.
func processorTime() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The least processor time of so many runs of some work, and what it made last.
func least<Result>(of runs: Int, _ work: () -> Result) -> (time: Double, result: Result) {
  var best = UInt64.max
  var result = work()
  for _ in 0..<runs {
    let start = processorTime()
    result = work()
    best = min(best, processorTime() - start)
  }
  return (Double(best) / 1_000, result)
}

let words = CommandLine.arguments
guard words.count == 4, let runs = Int(words[3]), runs > 0 else {
  FileHandle.standardError.write(Data("usage: SchedulingClock GRAPH DEVICE RUNS\n".utf8))
  exit(64)
}
let inputs = Inputs()
let task = Task(
  graph: try inputs.graph(of: PlanSubject(models: [words[1]], frames: 1), dimensions: []),
  device: try inputs.device(words[2]),
  condition: .calm
)
let heft = HEFT(ranks: .saga)
let problem = ListProblem(task)
let schedule = least(of: runs) { heft.schedule(problem) }
let planning = least(of: runs) { heft.listPlan(for: task) }
let model = CostModel(graph: task.graph, device: task.device, condition: .calm)
let lowering = least(of: runs) {
  Program(planning.result, graph: task.graph, device: task.device)
}
let simulator = Simulator(lowering.result, model)
let simulation = least(of: runs) { simulator.run()?.latency ?? .zero }
let all = least(of: runs) {
  let program = Program(planning.result, graph: task.graph, device: task.device)
  return Simulator(program, model).run()?.latency ?? .zero
}
let placed = planning.result.steps.values.compactMap { step -> (node: Int, processor: Int)? in
  guard case .run(let node, on: let processor, _, _) = step.action else { return nil }
  return (node.value, processor.value)
}
let order: [JSONValue] = placed.map { .integer(Int64($0.node)) }
let nodes: [JSONValue] = placed.sorted { $0.node < $1.node }.map { .integer(Int64($0.processor)) }
let tasks = Int64(task.graph.operators.count)
let members: [JSONValue.Member] = [
  JSONValue.Member("tasks", .integer(tasks)),
  JSONValue.Member("schedule_us", .real(schedule.time)),
  JSONValue.Member("plan_us", .real(planning.time)),
  JSONValue.Member("simulate_us", .real(simulation.time)),
  JSONValue.Member("simulate_all_us", .real(all.time)),
  JSONValue.Member("makespan_ns", .unsigned(schedule.result.makespan)),
  JSONValue.Member("latency_ns", .unsigned(simulation.result.amount)),
  JSONValue.Member("order", .list(order)),
  JSONValue.Member("nodes", .list(nodes)),
]
print(JSONWriter.text(.object(members), .compact))
