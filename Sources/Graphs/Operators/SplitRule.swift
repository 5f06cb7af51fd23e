public import Quantities

/// What each input must hold for an interval of the output along one dimension.
public struct SplitRule: Hashable, Sendable {
  /// The need for each input, in input order.
  public let needs: [InputNeed]
  /// The positions at which parts may begin and end: multiples of it, and the end of the output.
  ///
  /// More than one where elements belong to groups, and an operator of the same kind computes
  /// whole groups only. The needs hold for other positions, too.
  public let granularity: Int

  /// Makes a rule.
  public init(_ needs: [InputNeed], granularity: Int = 1) {
    self.needs = needs
    self.granularity = granularity
  }

  /// Whether an operator of the same kind computes this interval of an output of the extent.
  public func allows(_ range: Range<Int>, of extent: Int) -> Bool {
    range.lowerBound % granularity == 0
      && (range.upperBound % granularity == 0 || range.upperBound == extent)
  }
}

/// The share of one input that a part of the output needs.
public enum InputNeed: Hashable, Sendable {
  /// All of it, whatever the part.
  case whole
  /// An interval along one of the input's dimensions that follows from the part's interval.
  case interval(dimension: Int, IntervalMap)
}

/// How an interval of the output maps to the interval of the input that it needs.
///
/// For the output interval [start, end) the input interval is
/// [⌊(start·numerator + lowerOffset) / denominator⌋ · block,
///  (⌊((end − 1)·numerator + upperOffset) / denominator⌋ + 1) · block),
/// clamped to the input: the start into 0…greatestStart, the end into leastEnd…limit. Windows
/// (convolution, pooling) have denominator 1 and the stride as numerator; grouped channels and
/// integer up-scaling have numerator 1. A reversed dimension has a negative numerator, and the
/// last position gives the start. Padding by mirrored elements has a greatest start and a
/// least end, because a part inside the padding needs elements beside it.
public struct IntervalMap: Hashable, Sendable {
  public let numerator: Int
  public let denominator: Int
  public let lowerOffset: Int
  public let upperOffset: Int
  public let block: Int
  /// The input's extent along its dimension.
  public let limit: Int
  /// The largest start of the input interval; the extent where none is needed.
  public let greatestStart: Int
  /// The smallest end of the input interval; zero where none is needed.
  public let leastEnd: Int

  /// Makes a map; the default is the identity.
  public init(
    numerator: Int = 1,
    denominator: Int = 1,
    lowerOffset: Int = 0,
    upperOffset: Int = 0,
    block: Int = 1,
    limit: Int,
    greatestStart: Int? = nil,
    leastEnd: Int = 0
  ) {
    self.numerator = numerator
    self.denominator = denominator
    self.lowerOffset = lowerOffset
    self.upperOffset = upperOffset
    self.block = block
    self.limit = limit
    self.greatestStart = greatestStart.map { min(max($0, 0), limit) } ?? limit
    self.leastEnd = min(max(leastEnd, 0), limit)
  }

  /// The input interval for an output interval, over numbers or over the solver's terms.
  ///
  /// The interval is empty (start ≥ end) where the part needs nothing of this input.
  public func need<Number: Numeral>(from start: Number, to end: Number)
    -> (start: Number, end: Number)
  {
    let zero = Number(constant: 0)
    let last = end - Number(constant: 1)
    let (lowest, highest) = numerator < 0 ? (last, start) : (start, last)
    let lower = scaled(lowest, lowerOffset)
    let upper = scaled(highest, upperOffset) + Number(constant: Int64(block))
    return (
      Number.least(Number.greatest(lower, zero), Number(constant: Int64(greatestStart))),
      Number.least(
        Number.greatest(upper, Number(constant: Int64(leastEnd))),
        Number(constant: Int64(limit))
      )
    )
  }

  /// Whether the arithmetic stays inside 64 bits for positions below an extent.
  func isBounded(below extent: Int) -> Bool {
    let bound = Int128(1) << 62
    let reach = Int128(numerator).magnitude * Int128(max(extent, 1)).magnitude
    let offset = max(Int128(lowerOffset).magnitude, Int128(upperOffset).magnitude)
    let scaled = (reach + offset) / Int128(max(denominator, 1)).magnitude + 1
    return reach + offset < bound.magnitude && scaled * Int128(block).magnitude < bound.magnitude
  }

  private func scaled<Number: Numeral>(_ position: Number, _ offset: Int) -> Number {
    let product = numerator == 1 ? position : position * Number(constant: Int64(numerator))
    let moved = product + Number(constant: Int64(offset))
    let quotient = denominator == 1 ? moved : moved.dividedRoundingDown(by: Int64(denominator))
    return block == 1 ? quotient : quotient * Number(constant: Int64(block))
  }
}

extension InputNeed {
  /// The slice of an input that an output interval needs: nil for all of it.
  ///
  /// An empty range means that nothing is needed.
  public func slice(for range: Range<Int>) -> Slice? {
    switch self {
    case .whole: return nil
    case .interval(let dimension, let map):
      let (start, end) = map.need(from: Int64(range.lowerBound), to: Int64(range.upperBound))
      return Slice(dimension: dimension, range: Int(start)..<Int(max(start, end)))
    }
  }
}
