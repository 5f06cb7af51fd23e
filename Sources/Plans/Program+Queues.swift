package import Devices
package import Quantities

extension Program {
  /// Who decides in which order a queue takes its commands: the plan, else the device.
  package func order(of queue: Queue) -> QueueOrder {
    switch queue {
    case .link: .listed
    case .processor(let processor):
      plan.orders.last { $0.processor == processor }?.order ?? device.processors[processor].order
    }
  }

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
    var missing = successors.waitCounts
    var ready = PositionHeap(missing.indices.filter { missing[$0] == 0 })
    var ranks = Table<Command, Int>(repeating: commands.count, count: commands.count)
    var next = 0
    while let command = ready.popLeast() {
      ranks[Index(command)] = next
      next += 1
      for position in successors.range(of: command) {
        let waiter = Int(successors[position].command)
        missing[waiter] -= 1
        if missing[waiter] == 0 { ready.insert(waiter) }
      }
    }
    return ranks
  }
}
