import Graphs
import Logic
import Plans
import Quantities
import Strategies

/// `residency`: every part that is read lies in the reader's pool, halo included.
///
/// The question to the solver: is there a command and an element that it reads, that is computed
/// somewhere, and that nothing writes in the command's own pool? Whether it is written in time is
/// the question of `ordering`, and whether it is computed at all that of `coverage`.
enum ResidencyRule {
  static func judge(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect) -> Finding
  {
    var vocabulary = Vocabulary()
    var positions = ElementPositions()
    var violations = DistinctFormulas()
    for read in subject.accesses.reads {
      violations.insert(absence(read, subject, &positions, &vocabulary))
    }
    let answer = try inquiry.ask("residency", [Formula.disjunction(violations.formulas)])
    let absent = missing(subject)
    switch answer {
    case .undecided(let reason):
      return Finding(.residency, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .unsatisfiable:
      guard absent.isEmpty else {
        throw .disagreement(.residency, "the direct reading finds something absent")
      }
      return Finding(.residency, .proved, "every part that is read lies in the reader's pool")
    case .satisfiable:
      guard !absent.isEmpty else {
        throw .disagreement(.residency, "the direct reading finds everything present")
      }
      return refuted(absent, subject)
    }
  }

  /// That an element of the read is computed but not in the reader's pool.
  private static func absence(
    _ read: AccessTable.Entry,
    _ subject: Subject,
    _ positions: inout ElementPositions,
    _ vocabulary: inout Vocabulary
  ) -> Formula {
    let access = read.access
    if subject.accesses.isGiven(access.tensor, in: access.pool) { return Formula(constant: false) }
    let tensor = subject.task.graph.tensors[access.tensor]
    let writes = subject.accesses.writes[access.tensor]
    let here = writes.filter { $0.access.pool == access.pool }
    if here.contains(where: { $0.access.slice == nil }) { return Formula(constant: false) }
    let element = positions.element(of: tensor.shape, &vocabulary)
    let isPresent = Formula.disjunction(here.map { element.lies(in: $0.access.slice) })
    let isComputed =
      tensor.role == .input
      ? Formula(constant: true)
      : Formula.disjunction(
        writes.filter(\.isComputed).map { element.lies(in: $0.access.slice) }
      )
    return element.exists(in: access.slice) && isComputed && isPresent.negated
  }

  /// What a command reads and what does not lie in its pool.
  struct Absence {
    let reader: Index<Command>
    let elements: Evidence.Elements
  }

  /// Whether all that is computed and read lies in the pool in which it is read.
  static func readsWhatIsThere(_ subject: Subject) -> Bool { missing(subject).isEmpty }

  /// The direct reading: what of each read lies in no region of the pool.
  static func missing(_ subject: Subject) -> [Absence] {
    var result: [Absence] = []
    for read in subject.accesses.reads {
      let access = read.access
      let tensor = subject.task.graph.tensors[access.tensor]
      if subject.accesses.isGiven(access.tensor, in: access.pool) { continue }
      let writes = subject.accesses.writes[access.tensor]
      let here = Presence(writes.filter { $0.access.pool == access.pool }.map(\.access.slice))
      let computed: [Slice?] =
        tensor.role == .input ? [nil] : writes.filter(\.isComputed).map(\.access.slice)
      for gap in here.missing(of: access.slice, in: tensor.shape) {
        for slice in Self.computed(gap, by: computed, beyond: here, tensor.shape) {
          let elements = Evidence.Elements(
            tensor: access.tensor,
            slice: slice,
            pool: access.pool
          )
          result.append(Absence(reader: read.command, elements: elements))
        }
      }
    }
    return result
  }

  /// The regions of a gap that are computed somewhere.
  private static func computed(
    _ gap: Slice?,
    by parts: [Slice?],
    beyond here: Presence,
    _ shape: Shape
  ) -> [Slice?] {
    parts.compactMap { part -> Slice?? in
      guard here.lacks(elementIn: gap, and: part, of: shape) else { return nil }
      guard let gap, let part, gap.dimension == part.dimension else { return .some(gap ?? part) }
      let range = gap.range.clamped(to: part.range)
      return range.isEmpty ? nil : .some(Slice(dimension: gap.dimension, range: range))
    }
  }

  private static func refuted(_ absent: [Absence], _ subject: Subject) -> Finding {
    let sentences = absent.map { item in
      let pool = item.elements.pool.map { subject.quoted($0) } ?? ""
      return "\(subject.quoted(item.reader)) reads "
        + subject.region(item.elements.slice, of: item.elements.tensor)
        + ", which nothing writes in pool \(pool)"
    }
    return Finding(
      .residency,
      .refuted,
      listed(sentences, upTo: 3),
      steps: subject.steps(absent.map(\.reader)),
      pool: absent.first?.elements.pool,
      evidence: .elements(absent.map(\.elements))
    )
  }
}
