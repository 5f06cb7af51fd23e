import Checking
import Devices
import Documents
import Formats
import Graphs
import Hunting
import Plans
import Properties
import Quantities
import Strategies

/// The result of a hunt; nothing in it depends on a clock or on the number of threads.
struct HuntReport {
  private let campaign: Campaign
  private let origin: CaseOrigin
  private let properties: [HuntedProperty]

  init(_ campaign: Campaign, _ origin: CaseOrigin, properties: [HuntedProperty]) {
    self.campaign = campaign
    self.origin = origin
    self.properties = properties
  }

  /// A table of the cases.
  func text(corpus: String?) -> String {
    let names = properties.map(\.rawValue).joined(separator: ", ")
    var lines = [
      "\(escaped(origin.strategy, limit: 80))"
        + (origin.against.map { " against \(escaped($0, limit: 80))" } ?? "")
        + (origin.passes.map { ", passes \(escaped($0, limit: 80))" } ?? "")
        + ", held to \(names.isEmpty ? "well-formed" : names): \(campaign.brokenCount) of "
        + "\(campaign.runCount) runs broke it, \(origin.seed)"
    ]
    if campaign.skippedCount > 0 {
      let reason = escaped(campaign.reasonToSkip ?? "", limit: 200)
      lines.append("\(campaign.skippedCount) runs had no plan to judge, such as: \(reason)")
    }
    guard !campaign.cases.isEmpty else { return lines.joined(separator: "\n") + "\n" }
    lines.append("")
    let head = ["property", "cause", "family", "loss", "kept", "operators", "device", "run"]
    let rows = campaign.cases.map(row)
    lines += TextTable.lines([head] + rows)
    lines.append("")
    for item in campaign.cases.prefix(1) {
      lines.append("worst: " + escaped(item.violation.message, limit: 400))
      if let box = item.box { lines += BoxText.lines(CaseBox(box)) }
    }
    if let corpus {
      lines.append(
        "cases: \(escaped(corpus, limit: 4_096)); 'pitfall replay' runs them again"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ item: HuntedCase) -> [String] {
    let task = item.scenario.task
    let kept = item.violation.loss.map { _ in Self.kept(item) } ?? "-"
    return [
      item.violation.property.rawValue, escaped(item.violation.cause, limit: 30),
      escaped(item.scenario.family, limit: 30),
      item.violation.loss.map { Thousandths.rounded($0.thousandths) } ?? "-", kept,
      String(task.graph.operators.count), escaped(task.device.name, limit: 30), String(item.run),
    ]
  }

  /// The logarithm of the loss as a share of that before the case was made small; the
  /// small case may lose more.
  private static func kept(_ item: HuntedCase) -> String {
    let share = min(100 * item.violation.severity / max(item.found.severity, 1), 100)
    return "\(share) %"
  }

  /// The result for other programs.
  var json: JSONValue {
    .object([
      "format": "pitfall.hunt/1",
      "strategy": .text(origin.strategy),
      "against": origin.against.map { .text($0) },
      "passes": origin.passes.map { .text($0) },
      "properties": .list(properties.map { .text($0.rawValue) }),
      "seed": .text("\(origin.seed)"),
      "runs": .unsigned(campaign.runCount),
      "broken": .unsigned(campaign.brokenCount),
      "skipped": .unsigned(campaign.skippedCount),
      "cases": .list(campaign.cases.map(json)),
    ])
  }

  private func json(_ item: HuntedCase) -> JSONValue {
    let stored = origin.stored(item)
    return .object([
      "property": .text(item.violation.property.rawValue),
      "cause": .text(item.violation.cause),
      "family": .text(item.scenario.family),
      "loss": item.violation.loss.map { .decimal(Thousandths.exact($0.thousandths)) },
      "best": item.violation.loss.map { .text($0.rival) },
      "severity_kept": item.violation.loss.map { _ in
        .real(Double(item.violation.severity) / Double(max(item.found.severity, 1)))
      },
      "operators": .integer(Int64(item.scenario.task.graph.operators.count)),
      "device": .text(item.scenario.task.device.name),
      "condition": .text(item.scenario.task.condition.name),
      "message": .text(item.violation.message),
      "run": .unsigned(item.run),
      "shrinking": .text(item.shrinking.description),
      "file": .text(origin.name(of: stored)),
    ])
  }
}
