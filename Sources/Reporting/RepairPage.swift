package import Documents
package import Synthesis

/// What a repair changes, in the forms in which people and tools read it.
package struct RepairPage: Sendable {
  private let repair: Repair
  private let context: ReportContext

  /// Makes the page of a repair.
  package init(_ repair: Repair, _ context: ReportContext) {
    self.repair = repair
    self.context = context
  }

  private var heading: String {
    escaped(
      "\(context.plan): \(context.model) on \(context.device), condition \(context.condition)",
      limit: 2_000
    )
  }

  private var changes: [String] {
    guard case .repaired(_, let lines, _) = repair else { return [] }
    return lines.map { escaped($0, limit: 600) }
  }

  /// What was found, in a sentence.
  private var summary: String {
    switch repair {
    case .alreadyLegal:
      return "the plan keeps every safety obligation as it is; nothing was changed"
    case .impossible(let reason):
      return "no plan is legal: " + escaped(reason, limit: 1_000)
    case .undecided(let reason):
      return escaped(reason, limit: 1_000)
    case .repaired(_, let lines, let minimality):
      let count = lines.count == 1 ? "one change makes" : "\(lines.count) changes make"
      let proof =
        switch minimality {
        case .proved: lines.count == 1 ? "" : "; no fewer changes do, all of them were tried"
        case .provedAmong(let singles, let pairs?):
          "; no fewer changes that bear on its faults do, none of all \(singles) single changes "
            + "does by itself, and no two of them do (\(pairs) plans)"
        case .provedAmong(let singles, nil):
          "; no fewer changes that bear on its faults do, and none of all \(singles) single changes"
            + " does by itself"
            + (lines.count > 2 ? "; any two of them were too many to try" : "")
        case .unproved(let reason): "; whether fewer do is not known: \(reason)"
        }
      return "\(count) the plan legal, the checker has verified it\(proof)"
    }
  }

  /// One line for each change.
  package func text(written output: String?) -> String {
    var lines = [heading, ""]
    for (number, change) in changes.enumerated() {
      lines += wrapped("\(number + 1). \(change)", to: 96).map { "  " + $0 }
    }
    if !changes.isEmpty { lines.append("") }
    lines += wrapped(summary, to: 98).map { "  " + $0 }
    lines += ["", "verdict: \(repair.word)"]
    if let output, !changes.isEmpty { lines.append("wrote \(escaped(output, limit: 4_096))") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A list for a pull-request comment.
  package var markdown: String {
    var lines = ["### Pitfall: \(repair.word)", "", MarkdownText.plain(heading), ""]
    lines += changes.enumerated().map { "\($0 + 1). \(MarkdownText.plain($1))" }
    if !changes.isEmpty { lines.append("") }
    return (lines + [MarkdownText.plain(summary)]).joined(separator: "\n") + "\n"
  }

  /// The `pitfall.repair/1` document.
  package var json: JSONValue {
    var isMinimal: Bool?
    if case .repaired(_, _, let minimality) = repair { isMinimal = minimality.isProved }
    return .object([
      "format": "pitfall.repair/1",
      "verdict": .text(repair.word),
      "plan": .text(context.plan), "model": .text(context.model),
      "device": .text(context.device), "condition": .text(context.condition),
      "changes": .list(changes.map { .text($0) }),
      "minimal": isMinimal.map { .boolean($0) },
      "message": .text(summary),
    ])
  }
}
