/// The answer to one question that a generator asked.
package enum ChoiceValue: Hashable, Sendable {
  /// An integer of a range.
  case integer(Int)
  /// A truth value.
  case boolean(Bool)
  /// A position among alternatives.
  case index(UInt32)
}

/// The answers that one question admits.
package enum ChoiceDomain: Hashable, Sendable {
  /// The integers of a range.
  case integer(IntegerDomain)
  /// Both truth values, false being simpler.
  case boolean
  /// One truth value, because the odds leave no choice.
  case fixedBoolean(Bool)
  /// The positions below a positive count, earlier ones being simpler.
  case index(count: UInt32)

  /// The greatest rank of an answer; zero when there is only one.
  package var rankMax: UInt64 {
    switch self {
    case .integer(let domain): domain.rankMax
    case .boolean: 1
    case .fixedBoolean: 0
    case .index(let count): UInt64(count) - 1
    }
  }

  /// The answer of rank zero.
  package var simplest: ChoiceValue { value(at: 0) }

  /// Returns the answer at a rank that does not exceed ``rankMax``.
  package func value(at rank: UInt64) -> ChoiceValue {
    switch self {
    case .integer(let domain): .integer(domain.value(at: rank))
    case .boolean: .boolean(rank > 0)
    case .fixedBoolean(let value): .boolean(value)
    case .index: .index(UInt32(truncatingIfNeeded: rank))
    }
  }

  /// Returns the place of an answer in the order of simplicity.
  package func rank(of value: ChoiceValue) -> UInt64 {
    switch (self, value) {
    case (.integer(let domain), .integer(let value)): domain.rank(of: domain.clamped(value))
    case (.boolean, .boolean(let value)): value ? 1 : 0
    case (.index(let count), .index(let value)): UInt64(min(value, count - 1))
    case (.fixedBoolean, _), (.integer, _), (.boolean, _), (.index, _): 0
    }
  }
}

/// One answered question: the answer, and the answers that were possible.
package struct Choice: Hashable, Sendable {
  /// The answer given.
  package let value: ChoiceValue
  /// The answers that were possible.
  package let domain: ChoiceDomain

  /// Makes an answered question.
  package init(_ value: ChoiceValue, in domain: ChoiceDomain) {
    self.value = value
    self.domain = domain
  }

  /// The place of the answer in the order of simplicity; zero is simplest.
  package var rank: UInt64 { domain.rank(of: value) }

  /// Whether no simpler answer was possible.
  package var isSimplest: Bool { rank == 0 }
}
