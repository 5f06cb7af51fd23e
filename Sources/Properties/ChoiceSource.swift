package import Randomness

/// How likely the values of an integer choice are when they are random.
package enum IntegerSpread: Hashable, Sendable {
  /// Every value is equally likely.
  case uniform
  /// Every number of binary digits of the rank is equally likely, so that simple values are common.
  case magnitudes
}

/// The place that answers come from: a recorded prefix, and then a continuation.
///
/// Fresh generation has an empty prefix; a replay continues with the simplest answers; a mutation
/// has an edited prefix and a random continuation; a fuzzer is a continuation of bytes. It is an
/// enumeration rather than a protocol so that a draw is a direct call.
package struct ChoiceSource: Sendable {
  private enum Continuation: Sendable {
    case simplest
    case random(RandomStream)
    case bytes(ByteSource)
  }

  private let prefix: [ChoiceValue]
  private var position = 0
  private var continuation: Continuation

  /// Returns a source of random answers.
  package static func random(_ seed: Seed) -> ChoiceSource {
    ChoiceSource(prefix: [], continuation: .random(RandomStream(seed)))
  }

  /// Returns a source that gives recorded answers and after them the simplest.
  ///
  /// A recorded integer outside of the range asked for is moved to its nearest end; an answer of
  /// another kind than asked for is replaced by the simplest.
  package static func replay(_ values: [ChoiceValue]) -> ChoiceSource {
    ChoiceSource(prefix: values, continuation: .simplest)
  }

  /// Returns a source that gives recorded answers and after them random ones.
  package static func replay(_ values: [ChoiceValue], then seed: Seed) -> ChoiceSource {
    ChoiceSource(prefix: values, continuation: .random(RandomStream(seed)))
  }

  /// Returns a source that reads the input of a fuzzer.
  package static func bytes(_ bytes: [UInt8]) -> ChoiceSource {
    ChoiceSource(prefix: [], continuation: .bytes(ByteSource(bytes)))
  }

  mutating func integer(in domain: IntegerDomain, spread: IntegerSpread) -> Int {
    if let recorded = nextRecorded() {
      guard case .integer(let value) = recorded else { return domain.simplest }
      return domain.clamped(value)
    }
    switch continuation {
    case .simplest:
      return domain.simplest
    case .random(var stream):
      let value = Self.random(in: domain, spread: spread, from: &stream)
      continuation = .random(stream)
      return value
    case .bytes(var source):
      let rank = source.rank(upTo: domain.rankMax)
      continuation = .bytes(source)
      return domain.value(at: rank)
    }
  }

  mutating func boolean(_ odds: Odds) -> Bool {
    if let recorded = nextRecorded() {
      guard case .boolean(let value) = recorded else { return false }
      return value
    }
    switch continuation {
    case .simplest:
      return false
    case .random(var stream):
      let value = stream.happens(odds)
      continuation = .random(stream)
      return value
    case .bytes(var source):
      let rank = source.rank(upTo: 1)
      continuation = .bytes(source)
      return rank > 0
    }
  }

  /// Returns a position; `weights` is nil when all positions are equally likely.
  mutating func index(count: UInt32, weights: [UInt32]?) -> UInt32 {
    let proposal = proposedIndex(count: count, weights: weights)
    guard let weights, weights[Int(proposal)] == 0 else { return proposal }
    return UInt32(weights.firstIndex { $0 > 0 } ?? 0)
  }

  /// Passes over the recorded answer of a question that has only one.
  mutating func skipForced() {
    if position < prefix.count { position += 1 }
  }

  private mutating func proposedIndex(count: UInt32, weights: [UInt32]?) -> UInt32 {
    if let recorded = nextRecorded() {
      guard case .index(let value) = recorded else { return 0 }
      return min(value, count - 1)
    }
    switch continuation {
    case .simplest:
      return 0
    case .random(var stream):
      let value =
        weights.map { UInt32(stream.index(weights: $0)) } ?? UInt32(stream.below(UInt64(count)))
      continuation = .random(stream)
      return value
    case .bytes(var source):
      let rank = source.rank(upTo: UInt64(count) - 1)
      continuation = .bytes(source)
      return UInt32(rank)
    }
  }

  private mutating func nextRecorded() -> ChoiceValue? {
    guard position < prefix.count else { return nil }
    defer { position += 1 }
    return prefix[position]
  }

  private static func random(
    in domain: IntegerDomain,
    spread: IntegerSpread,
    from stream: inout RandomStream
  ) -> Int {
    switch spread {
    case .uniform:
      return stream.integer(in: domain.low...domain.high)
    case .magnitudes:
      let digitsMax = UInt64(UInt64.bitWidth - domain.rankMax.leadingZeroBitCount)
      let digits = stream.below(digitsMax + 1)
      if digits == 0 { return domain.simplest }
      let least = UInt64(1) << (digits - 1)
      let greatest = min(least - 1 + least, domain.rankMax)
      return domain.value(at: least + stream.below(greatest - least + 1))
    }
  }
}
