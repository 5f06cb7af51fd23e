package import Devices
package import Documents
import Graphs
import Quantities

/// What a calibration found, as text and as JSON (`pitfall.calibration/1`).
package struct CalibrationReport: Sendable {
  /// The devices before the fit.
  package let devices: [Device]
  /// The fit.
  package let fit: Fit
  /// The predictions of what was left out in turn, by what was left out.
  package let validations: [(leftOut: String, quality: FitQuality)]
  /// The measurements that no rule lets in, each with the rule.
  package let excluded: [Exclusion]

  /// A measurement that was left out.
  package struct Exclusion: Hashable, Sendable {
    package let measurement: Measurement
    /// Why, in a clause.
    package let reason: String

    /// Leaves out a measurement.
    package init(_ measurement: Measurement, _ reason: String) {
      self.measurement = measurement
      self.reason = reason
    }
  }

  /// Makes a report.
  package init(
    devices: [Device],
    fit: Fit,
    validations: [(leftOut: String, quality: FitQuality)] = [],
    excluded: [Exclusion] = []
  ) {
    self.devices = devices
    self.fit = fit
    self.validations = validations
    self.excluded = excluded
  }

  /// The report for people.
  package var text: String {
    var lines = ["\(fit.quality.rows.count) measurements, \(excluded.count) left out", ""]
    lines += Self.table(
      ["figure", "device file", "fitted", "±", "determined"],
      fit.estimates.map { estimate in
        let device = devices[estimate.figure.devices[0]]
        let before = estimate.figure.figure.value(in: device) ?? 0
        let after =
          estimate.figure.figure.value(in: fit.devices[estimate.figure.devices[0]]) ?? 0
        return [
          title(estimate.figure), Self.number(before), Self.number(after),
          Self.percent(estimate.uncertainty),
          estimate.determination < 0.1 ? "no" : Self.percent(estimate.determination),
        ]
      }
    )
    lines.append("")
    lines += Self.table(
      ["measurement", "measured", "predicted", "error"],
      fit.quality.rows.map { row in
        [
          row.measurement.title, Self.time(row.measurement.latency), Self.time(row.predicted),
          Self.signed(row.error),
        ]
      }
    )
    lines += ["", "fit: " + Self.summary(fit.quality)]
    let kept = fit.estimates.filter { $0.determination < 0.1 }.map { title($0.figure) }
    if !kept.isEmpty {
      lines.append(
        "not determined by these measurements, nearly as before: " + kept.joined(separator: ", ")
      )
    }
    if let total = fit.quality.total {
      let share = Double(total.predicted.amount) / Double(total.measured.amount) - 1
      lines.append(
        "together: measured \(Self.time(total.measured)), predicted \(Self.time(total.predicted)), "
          + Self.signed(share)
      )
    }
    for validation in validations {
      lines.append("left out \(validation.leftOut): " + Self.summary(validation.quality))
    }
    if !excluded.isEmpty { lines += ["", "Left out:"] }
    lines += excluded.map {
      "  \($0.measurement.place): \($0.measurement.title), "
        + "\(Self.time($0.measurement.latency)): \($0.reason)"
    }
    lines += unknowns
    return lines.map { $0 + "\n" }.joined()
  }

  /// Median, worst and order in one line.
  package static func summary(_ quality: FitQuality) -> String {
    let order = quality.order(beyond: 0.05)
    let pairs =
      order.pairs == 0
      ? "" : ", order right in \(order.kept) of \(order.pairs) pairs that differ by more than 5 %"
    return "\(quality.rows.count) rows, median error \(percent(quality.median)), "
      + "worst \(percent(quality.worst)), "
      + "\(percent(quality.share(within: 0.25))) of rows within 25 %" + pairs
  }

  private func title(_ figure: FittedFigure) -> String {
    guard devices.count > 1 else { return figure.figure.description }
    let names = figure.devices.map { devices[$0].name }
    let shown = names.count == devices.count ? "all" : names.joined(separator: "+")
    return "\(figure.figure) @ \(shown)"
  }

  private static func number(_ value: Double) -> String {
    let rounded = value.rounded()
    return rounded < 1e15 ? String(Int64(rounded)) : "\(value)"
  }

  /// A share with one decimal.
  static func percent(_ share: Double) -> String {
    let tenths = Int64((min(share, 1e6) * 1_000).rounded())
    return "\(tenths / 10).\(abs(tenths % 10)) %"
  }

  /// Milliseconds with two decimals.
  private static func time(_ time: Nanoseconds) -> String {
    let hundredths = (time.amount + 5_000) / 10_000
    let rest = String(hundredths % 100 + 100).dropFirst()
    return "\(hundredths / 100).\(rest) ms"
  }

  private static func signed(_ share: Double) -> String {
    (share < 0 ? "-" : "+") + percent(abs(share))
  }

  private static func table(_ heads: [String], _ rows: [[String]]) -> [String] {
    let lines = [heads] + rows
    let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
      zip(cells, widths).enumerated()
        .map { position, cell in
          let space = String(repeating: " ", count: cell.1 - cell.0.count)
          return position == 0 ? cell.0 + space : space + cell.0
        }
        .joined(separator: "  ")
    }
  }
}

extension CalibrationReport {
  /// What the measurements say nothing about, and so stays as the device files give it.
  private var unknowns: [String] {
    let open = fit.estimates.filter { $0.determination < 0.1 }.map { title($0.figure) }
    let fitted = Set(fit.estimates.map(\.figure.figure.owner))
    var rest: [String] = []
    for device in devices {
      rest += device.processors.values.map(\.name)
        .filter { !fitted.contains(.processor($0)) }.map { "processor \($0)" }
      rest += device.links.values
        .map { (device.pools[$0.source].name, device.pools[$0.target].name) }
        .filter { !fitted.contains(.link(from: $0.0, to: $0.1)) }.map { "link \($0.0)>\($0.1)" }
    }
    guard !fit.estimates.isEmpty, devices.count == 1, !(open + rest).isEmpty else { return [] }
    return [
      "", "Not known from these measurements, and as the device file gives it:",
      "  " + (open + rest).joined(separator: ", "),
    ]
  }

  /// The report for programs.
  package var json: JSONValue {
    .object([
      "format": "pitfall.calibration/1",
      "figures": .list(fit.estimates.map(json)),
      "fit": Self.json(fit.quality),
      "left-out-in-turn": .object(
        validations.map { .init($0.leftOut, Self.json($0.quality)) }
      ),
      "excluded": .list(
        excluded.map {
          .object([
            "measurement": .text($0.measurement.title),
            "line": .integer(Int64($0.measurement.place.line)),
            "reason": .text($0.reason),
          ])
        }
      ),
    ])
  }

  private func json(_ estimate: Fit.Estimate) -> JSONValue {
    let position = estimate.figure.devices[0]
    return .object([
      "figure": .text(estimate.figure.figure.description),
      "devices": .list(estimate.figure.devices.map { .text(devices[$0].name) }),
      "before": estimate.figure.figure.value(in: devices[position]).map { .real($0) },
      "after": estimate.figure.figure.value(in: fit.devices[position]).map { .real($0) },
      "uncertainty": .real(estimate.uncertainty),
      "determination": .real(estimate.determination),
    ])
  }

  static func json(_ quality: FitQuality) -> JSONValue {
    let order = quality.order(beyond: 0.05)
    return .object([
      "median": .real(quality.median),
      "worst": .real(quality.worst),
      "pairs": .integer(Int64(order.pairs)),
      "pairs-in-order": .integer(Int64(order.kept)),
      "rows": .list(
        quality.rows.map { row in
          .object([
            "measurement": .text(row.measurement.title),
            "line": .integer(Int64(row.measurement.place.line)),
            "measured_ns": .unsigned(row.measurement.latency.amount),
            "predicted_ns": .unsigned(row.predicted.amount),
            "error": .real(row.error),
          ])
        }
      ),
    ])
  }
}
