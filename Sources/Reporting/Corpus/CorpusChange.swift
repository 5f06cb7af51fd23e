package import Formats
package import Hunting

/// What became of a case from one list of cases to the next.
package struct CorpusChange: Hashable, Sendable {
  /// The result; `new` where only the later list has it, `fixed` where only the earlier one has.
  package let status: CaseReplay.Status
  /// The case in the earlier list.
  package let before: CaseSummary?
  /// The case in the later list.
  package let now: CaseSummary?

  /// The case to show.
  var item: CaseSummary? { now ?? before }

  /// Compares lists of cases.
  ///
  /// A case is matched with one that asks the same question, if possible with the same cause; the
  /// rest, worst first, with one of the same kind: property, cause and family, and strategy where
  /// a list has several.
  package static func changes(from before: [CaseSummary], to now: [CaseSummary]) -> [Self] {
    let comparesStrategies = [before, now].contains { Set($0.map(\.strategy)).count > 1 }
    var changes: [Self] = []
    var old = before.sorted(by: isWorse)
    func match(_ item: CaseSummary, _ isSame: (CaseSummary) -> Bool) -> Bool {
      guard let position = old.firstIndex(where: isSame) else { return false }
      changes.append(Self(from: old.remove(at: position), to: item))
      return true
    }
    func isSameKind(_ one: CaseSummary, _ other: CaseSummary) -> Bool {
      one.property == other.property && one.cause == other.cause
    }
    let rules: [(CaseSummary, CaseSummary) -> Bool] = [
      { $0.question == $1.question && isSameKind($0, $1) }, { $0.question == $1.question },
      { $0.family == $1.family && isSameKind($0, $1) },
    ]
    var rest = now.sorted(by: isWorse)
    for rule in rules {
      rest.removeAll { item in
        match(item) {
          rule($0, item) && (!comparesStrategies || $0.strategy == item.strategy)
        }
      }
    }
    changes += rest.map { Self(status: .new, before: nil, now: $0) }
    changes += old.map { Self(status: .fixed, before: $0, now: nil) }
    return sorted(changes)
  }

  /// In the order in which people want to know.
  static let order: [CaseReplay.Status] = [.new, .worse, .stillFailing, .better, .noPlan, .fixed]

  static func sorted(_ changes: [Self]) -> [Self] {
    order.flatMap { status in changes.filter { $0.status == status } }
  }

  /// The order of lists: the greatest loss first, then by file.
  static func isWorse(_ left: CaseSummary, _ right: CaseSummary) -> Bool {
    (right.loss ?? 0, left.file) < (left.loss ?? 0, right.file)
  }

  /// Takes what became of a case.
  package init(status: CaseReplay.Status, before: CaseSummary?, now: CaseSummary?) {
    self.status = status
    self.before = before
    self.now = now
  }

  private init(from before: CaseSummary, to now: CaseSummary) {
    let (old, new) = (before.loss ?? 0, now.loss ?? 0)
    self.init(
      status: new == old ? .stillFailing : new < old ? .better : .worse,
      before: before,
      now: now
    )
  }
}
