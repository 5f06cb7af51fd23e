import Devices
package import Documents
import Graphs
package import Plans
import Quantities
package import Simulation

/// A run as a Chrome JSON trace, which Perfetto draws.
///
/// Each processor and link is a track. A copy's arrows lead from the command that wrote what it
/// copies to the command that reads it. Each pool's bytes are a counter. A track without events is
/// not drawn, so that an idle processor has one event that says so. Format: "Trace Event Format",
/// Google, 2016.
package struct ChromeTrace: Sendable {
  private let title: String
  private let program: Program
  private let timeline: Timeline
  private let process: Int64

  /// Makes the trace of a run; runs in one file have different process numbers.
  package init(_ program: Program, _ timeline: Timeline, title: String, process: Int64 = 1) {
    self.title = title
    self.program = program
    self.timeline = timeline
    self.process = process
  }

  /// The document with the events of one or more runs.
  package static func json(_ traces: [ChromeTrace]) -> JSONValue {
    .object([
      "displayTimeUnit": "ns", "traceEvents": .list(traces.flatMap(\.events)),
    ])
  }

  private var tracks: [Queue] {
    program.device.processors.indices.map { .processor($0) }
      + program.device.links.indices.map { .link($0) }
  }

  private func track(of queue: Queue) -> Int64 {
    switch queue {
    case .processor(let index): Int64(index.value) + 1
    case .link(let index): Int64(program.device.processors.count + index.value) + 1
    }
  }

  private var events: [JSONValue] {
    names + program.commands.indices.map(slice) + idleTracks + flows + counters
  }

  private var names: [JSONValue] {
    let processName: JSONValue = .object([
      "ph": "M", "pid": .integer(process), "name": "process_name",
      "args": .object(["name": .text(escaped(title, limit: 200))]),
    ])
    return [processName]
      + tracks.map { queue in
        .object([
          "ph": "M", "pid": .integer(process), "tid": .integer(track(of: queue)),
          "name": "thread_name",
          "args": .object(["name": .text(escaped(program.name(of: queue), limit: 80))]),
        ])
      }
  }

  private func slice(_ command: Index<Command>) -> JSONValue {
    let span = timeline.spans[command]
    return .object([
      "ph": "X", "pid": .integer(process),
      "tid": .integer(track(of: program.commands[command].queue)),
      "ts": span.start.inMicroseconds, "dur": span.duration.inMicroseconds,
      "name": .text(escaped(program.subject(of: command), limit: 200)),
      "cat": program.isRun(command) ? "operator" : "copy",
      "args": .object([
        "step": .text(escaped(program.name(of: command), limit: 200)),
        "kind": kind(of: command).map { .text($0) },
      ]),
    ])
  }

  private func kind(of command: Index<Command>) -> String? {
    guard case .run(let node, on: _, part: _, precision: _) = program.commands[command].action
    else { return nil }
    return escaped(program.graph.operators[node].typeName, limit: 80)
  }

  private var idleTracks: [JSONValue] {
    let busy = Set(program.queues.map(\.queue))
    return tracks.filter { !busy.contains($0) }
      .map { queue in
        .object([
          "ph": "X", "pid": .integer(process), "tid": .integer(track(of: queue)), "ts": 0,
          "dur": timeline.latency.inMicroseconds, "name": "idle", "cat": "idle",
        ])
      }
  }

  /// Arrows into and out of every copy.
  private var flows: [JSONValue] {
    var result: [JSONValue] = []
    var number: Int64 = process * 1_000_000
    for (command, dependencies) in program.waits.enumerated {
      for dependency in dependencies {
        guard dependency.cause != .queue,
          !program.isRun(command) || !program.isRun(dependency.predecessor)
        else { continue }
        number += 1
        result.append(flow("s", number, dependency.predecessor, isStart: true))
        result.append(flow("f", number, command, isStart: false))
      }
    }
    return result
  }

  private func flow(_ phase: String, _ number: Int64, _ command: Index<Command>, isStart: Bool)
    -> JSONValue
  {
    let span = timeline.spans[command]
    return .object([
      "ph": .text(phase), "bp": isStart ? nil : "e", "id": .integer(number),
      "pid": .integer(process), "tid": .integer(track(of: program.commands[command].queue)),
      "ts": (isStart ? span.end.reduced(by: Nanoseconds(1)) : span.start).inMicroseconds,
      "name": "data", "cat": "data",
    ])
  }

  private var counters: [JSONValue] {
    let trace = MemoryTrace(Footprint(program), timeline)
    return trace.samples.enumerated.flatMap { pool, samples in
      samples.map { sample in
        JSONValue.object([
          "ph": "C", "pid": .integer(process), "ts": sample.time.inMicroseconds,
          "name": .text(escaped("memory \(program.device.pools[pool].name)", limit: 80)),
          "args": .object(["bytes": .unsigned(sample.bytes.amount)]),
        ])
      }
    }
  }
}
