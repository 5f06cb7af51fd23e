import Checking
package import Costs
import Devices
package import Documents
package import Plans
package import Quantities
package import Simulation

/// One simulated execution, in the forms in which people and tools read it.
package struct RunReport: Sendable {
  private let context: ReportContext
  private let program: Program
  private let timeline: Timeline
  private let breakdown: Breakdown
  private let memory: MemoryTrace
  private let prediction: RunPrediction?
  private let notes: [String]
  private let frames: FrameRecord?
  private let deadline: Nanoseconds?

  /// Makes the report of a run.
  package init(
    _ program: Program,
    _ timeline: Timeline,
    costs: Table<Command, Cost>,
    _ context: ReportContext,
    prediction: RunPrediction? = nil,
    notes: [String] = [],
    frames: FrameRecord? = nil,
    deadline: Nanoseconds? = nil
  ) {
    self.deadline = deadline
    self.notes = notes
    self.context = context
    self.prediction = prediction
    self.frames = frames
    self.program = program
    self.timeline = timeline
    breakdown = Breakdown(timeline, program, costs)
    memory = MemoryTrace(Footprint(program), timeline)
  }

  // MARK: Text

  /// The latency, where the time went queue by queue, memory, and the critical path.
  package var text: String {
    var lines = [
      escaped(
        "\(context.plan): \(context.model) on \(context.device), condition \(context.condition)",
        limit: 2_000
      ), "",
      "  latency \(timeline.latency.inWords), energy \(millijoules)",
    ]
    if let prediction { lines.append("  " + prediction.text(timeline.latency)) }
    if let deadline { lines.append("  " + inWords(deadline)) }
    if let frames {
      lines.append(
        "  frames \(frames.dropped) of \(frames.frames) dropped while the plan runs over and over"
      )
    }
    lines.append("")
    lines += table(
      [["queue", "steps", "compute", "launch", "contention", "fallback", "waiting", "idle after"]]
        + breakdown.shares.map(row)
    )
    lines.append("")
    for (pool, peak) in memory.peaks.enumerated where peak > .zero {
      let capacity = program.device.pools[pool].capacity
      lines.append(
        "  pool \(escaped(program.device.pools[pool].name, limit: 40)): "
          + "peak \(peak.inWords) of \(capacity.inWords)"
      )
    }
    lines.append("")
    lines.append("  critical path: " + criticalPath)
    return lines.joined(separator: "\n") + "\n"
  }

  private func inWords(_ deadline: Nanoseconds) -> String {
    let late = timeline.latency.reduced(by: deadline)
    return "deadline \(deadline.inWords) "
      + (late > .zero
        ? "missed by \(late.inWords)"
        : "met, \(deadline.reduced(by: timeline.latency).inWords) to spare")
  }

  private var millijoules: String {
    let hundredths = breakdown.energy.amount / 10_000
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) mJ"
  }

  private func row(_ share: Breakdown.Share) -> [String] {
    let fallbacks = share.fallbacks > 0 ? " (\(share.fallbacks))" : ""
    return [
      escaped(program.name(of: share.queue), limit: 24), String(share.commands),
      share.compute.inWords, share.launch.inWords, share.contention.inWords,
      share.fallback.inWords + fallbacks, share.waiting.inWords, share.finished.inWords,
    ]
  }

  private func table(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices
      .map { column in
        rows.map { $0[column].count }.max() ?? 0
      }
    return rows.map { row in
      let cells = zip(row, widths).enumerated()
        .map { column, pair in
          let space = String(repeating: " ", count: pair.1 - pair.0.count)
          return column == 0 ? pair.0 + space : space + pair.0
        }
      return "  " + cells.joined(separator: "  ")
    }
  }

  /// The longest commands of the critical path.
  private var criticalPath: String {
    let path = timeline.criticalPath
    let longest =
      path.sorted {
        (timeline.spans[$1].duration, $0) < (timeline.spans[$0].duration, $1)
      }
      .prefix(3).sorted()
    let shown = longest.map { command in
      escaped(
        "\(program.subject(of: command)) "
          + "(\(program.name(of: program.commands[command].queue)), "
          + "\(timeline.spans[command].duration.inWords))",
        limit: 160
      )
    }
    return "\(path.count) of \(program.commands.count) commands, the longest: "
      + shown.joined(separator: ", ")
  }

  // MARK: JSON

  /// The `pitfall.run/1` document.
  package var json: JSONValue {
    .object([
      "format": "pitfall.run/1",
      "plan": .text(context.plan), "model": .text(context.model),
      "device": .text(context.device), "condition": .text(context.condition),
      "latency_us": timeline.latency.inMicroseconds,
      "deadline": deadline.map {
        .object([
          "deadline_us": $0.inMicroseconds, "met": .boolean(timeline.latency <= $0),
          "late_us": timeline.latency.reduced(by: $0).inMicroseconds,
        ])
      },
      "predicted_us": prediction.map(\.predicted.inMicroseconds),
      "prediction": prediction.map { $0.json(timeline.latency) },
      "notes": notes.isEmpty ? nil : .list(notes.map { .text($0) }),
      "frames": frames.map {
        .object(["drawn": .integer(Int64($0.frames)), "dropped": .integer(Int64($0.dropped))])
      },
      "energy_uj": .unsigned(breakdown.energy.amount / 1_000),
      "peak_bytes": .object(
        memory.peaks.enumerated.map {
          JSONValue.Member(program.device.pools[$0.index].name, .unsigned($0.value.amount))
        }
      ),
      "processors": shares { if case .processor = $0 { true } else { false } },
      "links": shares { if case .link = $0 { true } else { false } },
      "critical_path": .list(timeline.criticalPath.map { .text(program.name(of: $0)) }),
      "steps": .list(program.commands.indices.map(step)),
    ])
  }

  private func shares(where isIncluded: (Queue) -> Bool) -> JSONValue {
    .list(
      breakdown.shares.filter { isIncluded($0.queue) }
        .map { share in
          .object([
            "name": .text(program.name(of: share.queue)),
            "steps": .integer(Int64(share.commands)),
            "fallback_steps": .integer(Int64(share.fallbacks)),
            "compute_us": share.compute.inMicroseconds,
            "launch_us": share.launch.inMicroseconds,
            "contention_us": share.contention.inMicroseconds,
            "fallback_us": share.fallback.inMicroseconds,
            "waiting_us": share.waiting.inMicroseconds,
            "idle_after_us": share.finished.inMicroseconds,
          ])
        }
    )
  }

  private func step(_ command: Index<Command>) -> JSONValue {
    .object([
      "name": .text(program.name(of: command)),
      "subject": .text(program.subject(of: command)),
      "queue": .text(program.name(of: program.commands[command].queue)),
      "start_us": timeline.spans[command].start.inMicroseconds,
      "end_us": timeline.spans[command].end.inMicroseconds,
    ])
  }
}
