package import Devices
package import Documents
import Graphs

/// Reads `pitfall.backend/1`: the operator-support rules of one runtime, in YAML.
package enum BackendFile {
  /// The `format:` line.
  package static let format = "pitfall.backend/1"

  /// Reads a backend.
  ///
  /// `file` is what people call the file, for messages. `named` gives the text of the backend that
  /// `extends` names, or nil where there is none.
  ///
  /// - Throws: all problems found.
  package static func read(
    _ bytes: [UInt8],
    file: String,
    named: (String) -> [UInt8]? = { _ in nil }
  ) throws(InputProblems) -> Backend {
    try read(bytes, file: file, named: named, descendants: [])
  }

  private static func read(
    _ bytes: [UInt8],
    file: String,
    named: (String) -> [UInt8]?,
    descendants: [String]
  ) throws(InputProblems) -> Backend {
    let document = try YAMLReader.read(bytes, file: file)
    var log = ProblemLog()
    let object = document.object("a backend", keys: BackendDraft.keys, &log)
    var base: Backend?
    if let extends = object?.optional("extends"), let name = extends.text("'extends'", &log) {
      if descendants.contains(name) || object?.optional("name")?.value == .text(name) {
        log.report(extends.place, "backend \(quoted(name)) extends itself")
      } else if let text = named(name) {
        base = try read(
          text,
          file: "\(name).yaml",
          named: named,
          descendants: descendants + [name]
        )
      } else {
        log.report(extends.place, "there is no backend \(quoted(name)) to extend")
      }
    }
    var draft = BackendDraft(base: base)
    if let object { draft.read(object, &log) }
    try log.check()
    return draft.backend
  }
}

/// A backend under construction.
private struct BackendDraft {
  static let keys = [
    "format", "name", "summary", "extends", "processors", "element-types", "fallback", "sources",
    "accepts", "without", "operators", "rules", "parts",
  ]

  private enum Acceptance: String, CaseIterable {
    case listed
    case everything
  }

  private var name = ""
  private var summary: String
  private var processors: [ProcessorKind]
  private var sources: [String]
  private var fallback: Backend.Fallback
  private var elementTypes: [ElementType]?
  private var acceptsUnlisted: Bool
  private var entries: [SupportTable.Entry]
  private var commonRules: [SupportRule]
  private var ruleIdentifiers: Set<String> = []

  init(base: Backend?) {
    summary = base?.summary ?? ""
    processors = base?.processors ?? []
    sources = base?.sources ?? []
    fallback = base?.fallback ?? .eachOperator
    elementTypes = base?.support.elementTypes
    acceptsUnlisted = base?.support.acceptsUnlisted ?? false
    entries = base?.support.entries ?? []
    commonRules = base?.support.commonRules ?? []
    noteIdentifiers()
  }

  var backend: Backend {
    Backend(
      name: name,
      summary: summary,
      processors: processors,
      sources: sources,
      fallback: fallback,
      support: SupportTable(
        entries: entries,
        elementTypes: elementTypes,
        commonRules: commonRules,
        acceptsUnlisted: acceptsUnlisted
      )
    )
  }

  mutating func read(_ object: ObjectReader, _ log: inout ProblemLog) {
    object.checkFormat(BackendFile.format, &log)
    name = object.text("name", &log) ?? ""
    if let text = object.optional("summary")?.text("'summary'", &log) { summary = text }
    if let texts = object.optional("sources")?.texts("'sources'", &log) { sources = texts }
    if let kinds = object.optional("processors")?.list("'processors'", &log) {
      processors = kinds.compactMap { $0.choice("a processor", &log) }
    }
    if let types = object.optional("element-types") {
      elementTypes = Self.elementTypes(types, &log)
    }
    if let fallback = object.optional("fallback") { readFallback(fallback, &log) }
    if let accepts = object.optional("accepts") {
      acceptsUnlisted = accepts.choice("'accepts'", of: Acceptance.self, &log) == .everything
    }
    if let without = object.optional("without")?.list("'without'", &log) {
      for item in without { leaveOut(item, &log) }
    }
    for item in object.optional("operators")?.list("'operators'", &log) ?? [] {
      readEntry(item, &log)
    }
    for (key, scope) in [("rules", SupportRule.Scope.operators), ("parts", .parts)] {
      let rules = object.optional(key)?.list(quoted(key), &log) ?? []
      commonRules += rules.compactMap { rule($0, scope: scope, source: nil, &log) }
    }
  }

  private static func elementTypes(_ document: Document, _ log: inout ProblemLog)
    -> [ElementType]?
  {
    document.list("'element-types'", &log)?.compactMap { $0.choice("an element type", &log) }
  }
}

// MARK: Fallback and inherited rules

extension BackendDraft {
  private mutating func readFallback(_ document: Document, _ log: inout ProblemLog) {
    switch document.value {
    case .text("each-operator"): fallback = .eachOperator
    case .text("whole-model"): fallback = .wholeModel
    case .object:
      guard let outer = document.object("'fallback'", keys: ["partitions"], &log),
        let inner = outer.required("partitions", &log)?
          .object("'partitions'", keys: ["most", "smallest"], &log)
      else { return }
      let most = inner.integer("most", in: 1...100_000, &log)
      let smallest = inner.integer("smallest", in: 1...100_000, &log)
      guard let most, let smallest else { return }
      fallback = .partitions(most: Int(most), smallest: Int(smallest))
    case .null, .boolean, .integer, .decimal, .text, .list:
      log.report(
        document.place,
        "'fallback' is not one of each-operator, whole-model, "
          + "{partitions: {most: …, smallest: …}}"
      )
    }
  }

  /// Leaves out an inherited rule.
  private mutating func leaveOut(_ document: Document, _ log: inout ProblemLog) {
    guard let id = document.text("a rule in 'without'", &log) else { return }
    guard ruleIdentifiers.remove(id) != nil else {
      let known = entries.flatMap(\.rules).map(\.id) + commonRules.map(\.id)
      log.report(
        document.place,
        "no inherited rule \(quoted(id))",
        cure: suggestion(for: id, among: known)
      )
      return
    }
    commonRules.removeAll { $0.id == id }
    entries = entries.map { entry in
      SupportTable.Entry(
        kinds: entry.kinds,
        sourceName: entry.sourceName,
        elementTypes: entry.elementTypes,
        rules: entry.rules.filter { $0.id != id }
      )
    }
  }

  private mutating func noteIdentifiers() {
    ruleIdentifiers = Set((entries.flatMap(\.rules) + commonRules).map(\.id))
  }
}

// MARK: Operators and rules

extension BackendDraft {
  private mutating func readEntry(_ document: Document, _ log: inout ProblemLog) {
    let keys = ["kinds", "source-name", "element-types", "source", "require"]
    guard let object = document.object("an entry of 'operators'", keys: keys, &log) else { return }
    let kinds = object.list("kinds", &log)?.compactMap { Self.kind($0, &log) } ?? []
    let sourceName = object.optional("source-name")?.text("'source-name'", &log) ?? ""
    let types = object.optional("element-types").flatMap { Self.elementTypes($0, &log) }
    let source = object.optional("source")?.text("'source'", &log)
    let rules = object.optional("require")?.list("'require'", &log) ?? []
    entries.append(
      SupportTable.Entry(
        kinds: kinds,
        sourceName: sourceName,
        elementTypes: types,
        rules: rules.compactMap { rule($0, scope: .operators, source: source, &log) }
      )
    )
  }

  private static func kind(_ document: Document, _ log: inout ProblemLog) -> OperatorKind? {
    guard let text = document.text("an operator kind", &log) else { return nil }
    if let kind = OperatorKind(rawValue: text) { return kind }
    log.report(
      document.place,
      "no operator kind \(quoted(text))",
      cure: suggestion(for: text, among: OperatorKind.allCases.map(\.rawValue))
        ?? "'pitfall list operators' lists them"
    )
    return nil
  }

  private mutating func rule(
    _ document: Document,
    scope: SupportRule.Scope,
    source: String?,
    _ log: inout ProblemLog
  ) -> SupportRule? {
    let keys = ["id", "that", "because", "source"]
    guard let object = document.object("a rule", keys: keys, &log) else { return nil }
    let id = object.text("id", &log)
    let that = object.required("that", &log)
    let statement = that?.text("'that'", &log)
    let because = object.optional("because")?.text("'because'", &log) ?? ""
    let own = object.optional("source")?.text("'source'", &log)
    guard let id, let that, let statement else { return nil }
    guard ruleIdentifiers.insert(id).inserted else {
      log.report(document.place, "two rules are named \(quoted(id))")
      return nil
    }
    do {
      return try SupportRule(
        id: id,
        that: statement,
        because: because,
        source: own ?? source ?? sources.first ?? "",
        scope: scope
      )
    } catch {
      log.report(that.place, "rule \(quoted(id)): \(error)")
      return nil
    }
  }
}
