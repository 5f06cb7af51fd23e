package import Plans
import Randomness

/// Workflow-Based Allocation: any of the choices that delay the end little.
///
/// Of all ready operators and processors, one is drawn at random whose increase of the makespan
/// lies within the share α of the range of increases above the least. Blythe et al., CCGrid 2005,
/// doi:10.1109/CCGRID.2005.1558639. The drawing starts from a seed, so that a plan is a function of
/// its task.
package struct WBA: ListScheduler {
  /// α in hundredths, from 0 to 100.
  package let alpha: Int
  /// Where the drawing starts.
  package let seed: UInt64

  /// Makes the strategy.
  package init(alpha: Int = 50, seed: UInt64 = 0) {
    self.alpha = alpha
    self.seed = seed
  }

  package var provenance: Plan.Provenance {
    let isUsual = alpha == 50 && seed == 0
    return Plan.Provenance(
      name: isUsual ? "wba" : "wba:alpha=\(Self.decimal(alpha)),seed=\(seed)",
      version: "1"
    )
  }

  private static func decimal(_ hundredths: Int) -> String {
    let digits = String(hundredths % 100 + 100).dropFirst()
    return "\(hundredths / 100).\(digits.hasSuffix("0") ? digits.dropLast() : digits)"
  }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    var stream = RandomStream(Seed(seed))
    var ready = ReadyTasks(problem)
    while !ready.tasks.isEmpty {
      var level = ready.tasks
      while !level.isEmpty {
        let makespan = space.schedule.makespan
        let choices = level.flatMap { task in
          problem.processors(of: task)
            .compactMap { space.schedule.candidate(task, on: $0, filling: .end, problem) }
            .map { (task: task, place: $0, delay: $0.end > makespan ? $0.end - makespan : 0) }
        }
        let delays = choices.map(\.delay)
        guard let least = delays.min(), let most = delays.max() else { return }
        let bound = least + (most - least) / 100 * ListProblem.Time(alpha)
        let near = choices.filter { $0.delay <= bound }
        let chosen = near[Int(stream.below(UInt64(near.count)))]
        space.schedule.put(chosen.task, chosen.place)
        level.removeAll { $0 == chosen.task }
        ready.finish(chosen.task)
      }
    }
  }
}
