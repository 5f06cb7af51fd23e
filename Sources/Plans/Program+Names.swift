import Devices
import Graphs
package import Quantities

extension Program {
  /// A command's name: the step's id, or `copy for` it.
  package func name(of command: Index<Command>) -> String {
    switch commands[command].origin {
    case .step(let step): plan.steps[step].id
    case .inserted(for: let step): "copy for \(plan.steps[step].id)"
    }
  }

  /// A queue's name: the processor's, or `cpu→gpu`.
  package func name(of queue: Queue) -> String {
    switch queue {
    case .processor(let processor): return device.processors[processor].name
    case .link(let link):
      let link = device.links[link]
      return "\(device.pools[link.source].name)→\(device.pools[link.target].name)"
    }
  }

  /// What a command does, for people: the operator, or the tensor that is copied.
  package func subject(of command: Index<Command>) -> String {
    switch commands[command].action {
    case .run(let node, on: _, part: _, precision: _): graph.operators[node].name
    case .copy(let tensor, from: _, to: _, part: _): graph.tensors[tensor].name
    }
  }

  /// The commands that run the operator or a part of it.
  package func isRun(_ command: Index<Command>) -> Bool {
    if case .run = commands[command].action { true } else { false }
  }
}
