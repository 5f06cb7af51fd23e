import Graphs
import Logic
import Plans
import Quantities
import Strategies

/// `coverage`: every element that anything reads, or that is an output of the model, is computed,
/// and in no pool twice.
///
/// The question to the solver: is there a tensor and an element of it that is wanted and lies in
/// no computed part, or that lies in two parts computed in one pool?
enum CoverageRule {
  static func judge(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect) -> Finding
  {
    var vocabulary = Vocabulary()
    let wanted = wantedRegions(subject)
    var positions = ElementPositions()
    var violations = DistinctFormulas()
    for tensor in subject.task.graph.tensors.indices {
      let shape = subject.task.graph.tensors[tensor].shape
      guard subject.task.graph.tensors[tensor].role == .activation else { continue }
      let element = positions.element(of: shape, &vocabulary)
      let parts = subject.accesses.writes[tensor].filter(\.isComputed)
      let isComputed = Formula.disjunction(parts.map { element.lies(in: $0.access.slice) })
      for region in wanted[tensor] {
        violations.insert(element.exists(in: region) && isComputed.negated)
      }
      for (position, part) in parts.enumerated() {
        for other in parts[..<position] where other.access.pool == part.access.pool {
          violations.insert(
            element.exists(in: part.access.slice) && element.lies(in: other.access.slice)
          )
        }
      }
    }
    let answer = try inquiry.ask(
      "coverage",
      [Formula.disjunction(violations.formulas)]
    )
    return try finding(answer, missing(subject, wanted), overlaps(subject), subject)
  }

  private static func finding(
    _ answer: Answer,
    _ missing: [Evidence.Elements],
    _ overlaps: [Overlap],
    _ subject: Subject
  ) throws(CheckingDefect) -> Finding {
    switch answer {
    case .undecided(let reason):
      return Finding(.coverage, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .unsatisfiable:
      guard missing.isEmpty, overlaps.isEmpty else {
        throw .disagreement(.coverage, "the direct reading finds a gap or an overlap")
      }
      return Finding(
        .coverage,
        .proved,
        "every element that is needed is computed, and in no pool twice"
      )
    case .satisfiable:
      guard !missing.isEmpty || !overlaps.isEmpty else {
        throw .disagreement(.coverage, "the direct reading finds neither gap nor overlap")
      }
      return refuted(missing, overlaps, subject)
    }
  }

  private static func refuted(
    _ missing: [Evidence.Elements],
    _ overlaps: [Overlap],
    _ subject: Subject
  ) -> Finding {
    var sentences: [String] = []
    var steps: [Index<Step>] = []
    if !missing.isEmpty {
      let regions = missing.map { words(for: $0, subject) }
      sentences.append("nothing computes \(listed(regions))")
      steps += missing.flatMap { gap in
        subject.steps(subject.accesses.writes[gap.tensor].map(\.command))
          + subject.steps(
            subject.accesses.reads.filter { $0.access.tensor == gap.tensor }.map(\.command)
          )
      }
    }
    for overlap in overlaps.prefix(4) {
      sentences.append(
        "steps \(subject.quoted(overlap.first)) and \(subject.quoted(overlap.second)) both compute "
          + subject.region(overlap.elements.slice, of: overlap.elements.tensor)
          + " in one pool"
      )
    }
    steps += overlaps.flatMap { subject.steps([$0.first, $0.second]) }
    return Finding(
      .coverage,
      .refuted,
      sentences.joined(separator: "; "),
      steps: steps,
      pool: overlaps.first?.elements.pool,
      evidence: .elements(missing + overlaps.map(\.elements))
    )
  }

  /// A gap in words: `'x'`, `height 0..<8 of 'x'`, or `some elements of 'x'` where parts along
  /// several axes leave out less than a slice.
  private static func words(for gap: Evidence.Elements, _ subject: Subject) -> String {
    let region =
      gap.slice == nil ? subject.quoted(gap.tensor) : subject.region(gap.slice, of: gap.tensor)
    let isPartial = subject.accesses.writes[gap.tensor]
      .contains {
        $0.isComputed && Slice.overlap($0.access.slice, gap.slice)
      }
    return isPartial ? "some elements of \(region)" : region
  }

  // MARK: The direct reading

  /// Two commands that compute the same elements in one pool.
  struct Overlap {
    let first: Index<Command>
    let second: Index<Command>
    let elements: Evidence.Elements
  }

  /// The regions of each tensor that commands read or the caller takes.
  static func wantedRegions(_ subject: Subject) -> Table<Tensor, [Slice?]> {
    var wanted = Table<Tensor, [Slice?]>(repeating: [], count: subject.task.graph.tensors.count)
    for output in subject.task.graph.outputs { wanted[output].append(nil) }
    for read in subject.accesses.reads
    where !wanted[read.access.tensor].contains(read.access.slice) {
      wanted[read.access.tensor].append(read.access.slice)
    }
    return wanted
  }

  /// Whether all that is read or taken is computed somewhere.
  static func computesWhatIsWanted(_ subject: Subject) -> Bool {
    missing(subject, wantedRegions(subject)).isEmpty
  }

  /// What is wanted and computed nowhere.
  static func missing(_ subject: Subject, _ wanted: Table<Tensor, [Slice?]>)
    -> [Evidence.Elements]
  {
    var result: [Evidence.Elements] = []
    for (tensor, regions) in wanted.enumerated
    where subject.task.graph.tensors[tensor].role == .activation {
      let parts = subject.accesses.writes[tensor].filter(\.isComputed).map(\.access.slice)
      let presence = Presence(parts)
      for region in regions {
        for gap in presence.missing(of: region, in: subject.task.graph.tensors[tensor].shape) {
          let elements = Evidence.Elements(tensor: tensor, slice: gap, pool: nil)
          if !result.contains(elements) { result.append(elements) }
        }
      }
    }
    return result
  }

  /// What is computed twice in a pool.
  static func overlaps(_ subject: Subject) -> [Overlap] {
    var result: [Overlap] = []
    for entries in subject.accesses.writes.values {
      let parts = entries.filter(\.isComputed)
      for (position, part) in parts.enumerated() {
        for other in parts[..<position] where other.access.overlaps(part.access) {
          let elements = Evidence.Elements(
            tensor: part.access.tensor,
            slice: Self.common(other.access.slice, part.access.slice),
            pool: part.access.pool
          )
          result.append(Overlap(first: other.command, second: part.command, elements: elements))
        }
      }
    }
    return result
  }

  private static func common(_ left: Slice?, _ right: Slice?) -> Slice? {
    guard let left, let right, left.dimension == right.dimension else { return left ?? right }
    return Slice(dimension: left.dimension, range: left.range.clamped(to: right.range))
  }
}
