import Devices
import Formats
import Graphs
import Loading
import Passes
import Quantities
import Strategies

/// The files of a task, read as far as values of symbolic dimensions do not matter.
struct TaskFiles {
  /// The models and frames, with the values that a plan names.
  let subject: PlanSubject
  let models: OpenedSubject
  let device: Device
  let condition: Condition
  /// The time that a strategy is told to keep, if there is one.
  let deadline: Nanoseconds?

  /// The task for some values; the plan's are those of the dimensions that get none.
  func task(dimensions: [DimensionBinding]) throws -> Task {
    Task(
      graph: try models.graph(dimensions: subject.bindings(and: dimensions)),
      device: device,
      condition: condition,
      deadline: deadline
    )
  }
}

extension Task {
  /// The task with the network that passes make of its own.
  func transformed(by passes: PassCatalogue.Selection) throws -> Task {
    with(try passes.transformed(graph))
  }
}
