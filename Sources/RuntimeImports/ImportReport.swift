package import Documents

/// What an import found, besides the plan.
package struct ImportReport: Hashable, Sendable {
  /// What is worth knowing about an import.
  package struct Finding: Hashable, Sendable {
    /// The kinds of findings.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      /// Names of the source that are not in the model.
      case unmatched
      /// No names match; operators were found by type and shape.
      case renamed
      /// Operators of the model of which the source says nothing.
      case absorbed
      /// The source names a processor that the device does not have.
      case absentDevice = "absent-device"
      /// Shapes are open on a processor that takes fixed ones only.
      case dynamicShape = "dynamic-shape"
      /// An operator that only unpacks constants runs elsewhere than what reads them.
      case constantAway = "constant-away"
      /// The plan goes to and fro between processors in small pieces.
      case shattered
      /// Nothing runs on an accelerator.
      case cpuFallback = "cpu-fallback"
      /// What was imported is not what the runtime counted.
      case count
      /// Operators were placed by rules, because the source only says how many there are.
      case guessed
      /// The source lists compiled partitions, not what is in them.
      case compiled
      /// A processor computes in half precision what the model has in single.
      case precision
    }

    package let kind: Kind
    /// One sentence with the cure.
    package let message: String
    /// The names it is about, at most twenty.
    package let names: [String]

    init(_ kind: Kind, _ message: String, names: [String] = []) {
      self.kind = kind
      self.message = escaped(message, limit: 1_000)
      self.names = names.prefix(20).map { escaped($0, limit: 200) }
    }
  }

  /// What runs on one target.
  package struct Share: Hashable, Sendable {
    /// The runtime's name.
    package let target: String
    /// The device's name.
    package let processor: String
    /// Nodes of the model file.
    package let nodes: Int
    /// Operators of the graph, constants folded.
    package let operators: Int
    /// Runs of neighbouring operators in the plan.
    package let fragments: Int
  }

  /// A number that the runtime stated, and the same of what was imported.
  package struct Comparison: Hashable, Sendable {
    package let quantity: String
    package let stated: String
    package let imported: String

    /// Whether they are the same.
    package var agrees: Bool { stated == imported }
  }

  package let kind: ImportKind
  /// How many names the source has, and how they were found.
  package let names: Int
  package let byName: Int
  package let byOutput: Int
  package let withoutSuffix: Int
  package let byPosition: Int
  package let byShape: Int
  /// Names of weights, inputs and outputs.
  package let constants: Int
  /// Names of what the runtime inserted.
  package let inserted: Int
  package let shares: [Share]
  package let comparisons: [Comparison]
  package let findings: [Finding]

  /// The `pitfall.import/1` document.
  package func json(source: String, plan: JSONValue?) -> JSONValue {
    .object([
      "format": "pitfall.import/1",
      "source": .text(source),
      "kind": .text(kind.rawValue),
      "names": .object([
        "total": .integer(Int64(names)),
        "by_name": .integer(Int64(byName)),
        "by_output": .integer(Int64(byOutput)),
        "without_suffix": .integer(Int64(withoutSuffix)),
        "by_position": .integer(Int64(byPosition)),
        "by_shape": .integer(Int64(byShape)),
        "constants": .integer(Int64(constants)),
        "inserted": .integer(Int64(inserted)),
      ]),
      "shares": .list(
        shares.map { share in
          .object([
            "target": .text(share.target), "processor": .text(share.processor),
            "nodes": .integer(Int64(share.nodes)), "operators": .integer(Int64(share.operators)),
            "fragments": .integer(Int64(share.fragments)),
          ])
        }
      ),
      "counts": .list(
        comparisons.map { item in
          .object([
            "quantity": .text(item.quantity), "stated": .text(item.stated),
            "imported": .text(item.imported), "agrees": .boolean(item.agrees),
          ])
        }
      ),
      "findings": .list(
        findings.map { finding in
          .object([
            "kind": .text(finding.kind.rawValue), "message": .text(finding.message),
            "names": .list(finding.names.map { .text($0) }),
          ])
        }
      ),
      "plan": plan,
    ])
  }

  /// The report for people.
  package var text: String {
    var lines = ["imported \(kind.rawValue): \(names) names"]
    let found = [
      (byName, "by name"), (byOutput, "by output"), (withoutSuffix, "without suffix"),
      (byPosition, "by position"), (byShape, "by type and shape"),
      (constants, "constants and inputs"), (inserted, "inserted by the runtime"),
    ]
    let parts = found.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !parts.isEmpty { lines[0] += " (" + parts.joined(separator: ", ") + ")" }
    for share in shares {
      lines.append(
        "  \(escaped(share.target, limit: 60)) → \(escaped(share.processor, limit: 60)): "
          + "\(share.nodes) nodes, \(share.operators) operators in "
          + (share.fragments == 1 ? "1 fragment" : "\(share.fragments) fragments")
      )
    }
    for item in comparisons {
      lines.append(
        "  \(item.agrees ? "agrees" : "DIFFERS"): \(item.quantity): the runtime says "
          + "\(item.stated), imported \(item.imported)"
      )
    }
    for finding in findings {
      lines.append("  finding \(finding.kind.rawValue): \(finding.message)")
      if !finding.names.isEmpty {
        lines.append(
          "    " + finding.names.prefix(5).joined(separator: ", ")
            + (finding.names.count > 5 ? ", …" : "")
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
