import Checking
import Devices
import Documents
import Plans
import Quantities
import Simulation

/// The bytes in one pool over time, against its capacity.
struct MemoryChart {
  let pool: Index<MemoryPool>
  let run: ReportedRun
  let rival: ReportedRun
  let scale: ChartScale
  let capacity: Bytes

  private static let height = 96
  private static let top = 6

  var peak: Bytes { run.memory.peaks[pool] }
  var rivalPeak: Bytes { rival.memory.peaks[pool] }

  /// Whether the capacity is near enough to be drawn at its place.
  var isCapacityInSight: Bool { capacity.amount <= 4 * max(peak, rivalPeak).amount }

  private var most: UInt64 {
    let highest = max(peak, rivalPeak).amount
    return max(isCapacityInSight ? max(highest, capacity.amount) : highest, 1)
  }

  var svg: String {
    var markup = Markup()
    let name = escaped(run.program.device.pools[pool].name, limit: 40)
    markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(Self.height + 16)", "role": "img",
        "aria-label": "Memory in pool \(name): the plan's peak is \(peak.inShort), that "
          + "of \(rival.title) \(rivalPeak.inShort), the capacity \(capacity.inShort)",
      ]
    ) { chart in
      TimeAxis(scale: scale)
        .draw(
          from: 0,
          to: Self.height,
          labels: Self.height + 12,
          &chart
        )
      chart.element(
        "svg",
        [
          "viewBox": "0 0 10000 1000", "preserveAspectRatio": "none", "x": "0",
          "y": "\(Self.top)", "width": "100%", "height": "\(Self.height - Self.top - 1)",
        ]
      ) { plot in
        plot.element("path", ["class": "area", "d": path(of: run, isClosed: true)]) {
          $0.element("title", text: "the plan, at most \(peak.inShort)")
        }
        plot.element("path", ["class": "rival-line", "d": path(of: rival, isClosed: false)])
      }
      if isCapacityInSight {
        let used = (capacity.amount * UInt64(Self.height - Self.top - 1)) / most
        let y = "\(UInt64(Self.height - 1) - used)"
        chart.element(
          "line",
          ["class": "limit", "x1": "0", "x2": "100%", "y1": y, "y2": y]
        ) { $0.element("title", text: "capacity \(capacity.inShort)") }
      }
      chart.element(
        "line",
        [
          "class": "floor", "x1": "0", "x2": "100%", "y1": "\(Self.height - 1)",
          "y2": "\(Self.height - 1)",
        ]
      )
    }
    return markup.text
  }

  /// The steps as a path in a box of 10,000 by 1,000; at most one change in each of 600 columns.
  private func path(of run: ReportedRun, isClosed: Bool) -> String {
    let samples = run.memory.samples[pool]
    guard let first = samples.first else { return "" }
    var d = "M0 1000V\(y(first.bytes))"
    let end = x(run.timeline.latency)
    var column: UInt64 = 0
    var highest: Bytes = .zero
    for sample in samples.dropFirst() {
      let at = x(sample.time)
      if samples.count > 600, at / 17 == column {
        guard sample.bytes > highest else { continue }
      }
      column = at / 17
      highest = sample.bytes
      d += "H\(at)V\(y(sample.bytes))"
    }
    return d + "H\(end)V1000" + (isClosed ? "Z" : "")
  }

  private func x(_ time: Nanoseconds) -> UInt64 {
    ChartScale.thousandths(time.amount, of: scale.span) / 10
  }

  private func y(_ bytes: Bytes) -> UInt64 {
    1_000 - min(1_000, ChartScale.thousandths(bytes.amount, of: most) / 100)
  }
}
