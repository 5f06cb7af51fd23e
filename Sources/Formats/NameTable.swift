import Documents
import Quantities

/// The indices of named things, for resolving references.
struct NameTable<Owner> {
  private let indices: [String: Index<Owner>]
  private let names: [String]
  /// What is named, for messages: "operator".
  private let noun: String

  /// Makes a table; of two equal names the first counts.
  init(_ noun: String, _ names: [String]) {
    self.noun = noun
    self.names = names
    var indices: [String: Index<Owner>] = [:]
    indices.reserveCapacity(names.count)
    for (position, name) in names.enumerated() where indices[name] == nil {
      indices[name] = Index(position)
    }
    self.indices = indices
  }

  /// What a text names, or nil after a problem was reported.
  func resolve(_ document: Document?, _ what: String, _ log: inout ProblemLog) -> Index<Owner>? {
    guard let document, let name = document.text(what, &log) else { return nil }
    if let index = indices[name] { return index }
    log.report(document.place, "unknown \(noun) \(quoted(name))", cure: cure(for: name))
    return nil
  }

  private func cure(for name: String) -> String? {
    if let suggestion = suggestion(for: name, among: names) { return suggestion }
    guard !names.isEmpty, names.count <= 12 else { return nil }
    return "the \(noun)s are \(names.map(quoted).joined(separator: ", "))"
  }
}
