package import Devices
package import Quantities

extension Program {
  /// Who decides in which order a queue takes its commands.
  package func order(of queue: Queue) -> QueueOrder { plan.order(of: queue, on: device) }

  /// The queues whose order is decided at run time.
  package var queuesByArrival: [(queue: Queue, commands: [Index<Command>])] {
    queues.filter { order(of: $0.queue) == .arrival }
  }

  /// Whether each command is in a queue whose order is decided at run time.
  package var isByArrival: Table<Command, Bool> {
    commands.map { order(of: $0.queue) == .arrival }
  }

  /// The place of each command in an order that keeps all waits and is otherwise list order.
  ///
  /// Of several commands that arrive at the same time the one with the lowest rank goes first.
  /// Commands that wait for each other have no place after the others.
  package var ranks: Table<Command, Int> {
    var ranks = Table<Command, Int>(repeating: commands.count, count: commands.count)
    for (rank, command) in successors.sorted().enumerated() { ranks[command] = rank }
    return ranks
  }
}

extension Plan {
  /// Who decides in which order a queue takes its commands: the plan, else the device.
  func order(of queue: Queue, on device: Device) -> QueueOrder {
    switch queue {
    case .link: .listed
    case .processor(let processor):
      orders.last { $0.processor == processor }?.order ?? device.processors[processor].order
    }
  }
}
