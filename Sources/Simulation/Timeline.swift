package import Plans
package import Quantities

/// What happened in one execution of a program.
package struct Timeline: Hashable, Sendable {
  /// When a command ran.
  package struct Span: Hashable, Sendable {
    package let start: Nanoseconds
    package let end: Nanoseconds

    package var duration: Nanoseconds { end.reduced(by: start) }
  }

  /// When each command ran.
  package let spans: Table<Command, Span>
  /// For each command the wait that was fulfilled last, nil for those that started at once.
  package let decisive: Table<Command, Dependency?>

  /// The end of the last command.
  package var latency: Nanoseconds { spans.values.map(\.end).max() ?? .zero }

  /// The commands from the first to the last of which each starts when the one before it ends, so
  /// that together they take the whole latency.
  package var criticalPath: [Index<Command>] {
    guard let end = spans.values.indices.max(by: { spans.values[$0].end < spans.values[$1].end })
    else { return [] }
    var path = [Index<Command>(end)]
    while let last = path.last, let dependency = decisive[last] {
      path.append(dependency.predecessor)
    }
    return path.reversed()
  }
}
