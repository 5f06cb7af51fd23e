import Checking
import Formats
import Foundation
import Loading
import Plans
import Quantities
import Strategies
import Z3Solving

/// Times one question in this process: does HEFT's plan end in time? `VerifyingClock GRAPH DEVICE`.
///
/// Prints seconds of processor time from the plan to the verdict without reading and planning; see
/// `Benchmarks/against-z3py.sh`. It asks once: nothing of an earlier answer is used.

/// The processor time of this process in nanoseconds.
func processorTime() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

let words = CommandLine.arguments
guard words.count == 3 else {
  FileHandle.standardError.write(Data("usage: VerifyingClock GRAPH DEVICE\n".utf8))
  exit(64)
}
let inputs = Inputs()
let task = Task(
  graph: try inputs.graph(words[1], dimensions: []),
  device: try inputs.device(words[2])
)
let plan = try HEFT().plan(for: task)
let start = processorTime()
let judgement = try Checker(Z3Solver())
  .judge(plan, for: task, [.deadline], deadline: Nanoseconds(1_000_000_000_000))
let spent = processorTime() - start
guard judgement.verdict == .proved else { exit(1) }
print(Double(spent / 1_000) / 1e6)
