import Checking
import Devices
import Documents
import Plans
import Quantities
import Simulation

/// The bytes in each pool over time, against its capacity.
struct MemorySection {
  let run: ReportedRun
  /// The run that it is compared with.
  let reference: ReportedRun
  /// What other applications hold of each pool.
  let reserved: Bytes
  /// What lies in each pool at its fullest moment in any execution, where that is known.
  var peaks: [Evidence.Occupancy] = []

  /// The section; nil where the plan leaves all pools empty.
  var section: Page.Section? {
    let pools = run.program.device.pools.indices.filter { run.memory.peaks[$0] > .zero }
    guard !pools.isEmpty else { return nil }
    let legend = [
      Swatch.filled("area").item("the plan"), Swatch.line("rival-line").item(reference.title),
      Swatch.line("limit").item("capacity, where it is in sight"),
    ]
    return Page.Section(
      id: "memory",
      title: "Memory over time",
      introduction: "Weights lie in a pool for the whole run, a tensor from the start of the step "
        + "that writes it to the end of the last step that reads it there.",
      blocks: pools.flatMap(blocks) + [.legend("Signs in the memory charts", legend)]
    )
  }

  private func blocks(_ pool: Index<MemoryPool>) -> [PageBlock] {
    let entry = run.program.device.pools[pool]
    let capacity = entry.capacity.reduced(by: reserved)
    let chart = MemoryChart(
      pool: pool,
      run: run,
      rival: reference,
      scale: .time(max(run.timeline.latency, reference.timeline.latency)),
      capacity: capacity
    )
    let share = ChartScale.percent(ChartScale.thousandths(chart.peak.amount, of: capacity.amount))
    let note =
      "peak \(chart.peak.inShort) of \(capacity.inShort), \(share.shortPercent)"
      + (chart.isCapacityInSight ? "" : "; the capacity lies far above the chart")
    return [.heading(escaped(entry.name, limit: 40), note), .drawing(chart.svg)]
      + peaks.filter { $0.pool == entry.name && !$0.live.isEmpty }.map(Self.fullest)
  }

  private static func fullest(_ peak: Evidence.Occupancy) -> PageBlock {
    let rest = peak.live.dropFirst(11)
    let rows =
      [PageBlock.Amount(name: "weights", value: peak.weights.inShort)]
      + peak.live.prefix(11)
      .map { .init(name: escaped($0.tensor, limit: 60), value: $0.bytes.inShort) }
      + (rest.isEmpty
        ? []
        : [.init(name: "\(rest.count) more", value: rest.map(\.bytes).total().inShort)])
    return .folded(
      "At most \(peak.bytes.inShort) in any execution that the plan allows",
      [.amounts(rows)]
    )
  }
}

extension String {
  /// A percentage without needless digits: `12 %`, or `0.4 %` below ten.
  var shortPercent: String {
    if hasPrefix("0.0") { return self == "0.000%" ? "0\u{A0}%" : "under 0.1\u{A0}%" }
    let digits = dropLast()
    let parts = digits.split(separator: ".")
    guard let whole = parts.first, let fraction = parts.last else { return self }
    return whole.count > 1 ? "\(whole)\u{A0}%" : "\(whole).\(fraction.prefix(1))\u{A0}%"
  }
}
