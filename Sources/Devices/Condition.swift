public import Quantities

/// The state of the device: clocks and temperature, competing work, memory pressure.
///
/// Factors are in thousandths, so that durations under a condition are exact integers.
public struct Condition: Hashable, Sendable {
  /// A range of factors in thousandths; 1000 leaves a duration as it is.
  public struct Factor: Hashable, Sendable {
    public let lowest: UInt64
    public let highest: UInt64

    /// Makes a range; nil where it is empty or contains zero.
    public init?(lowest: UInt64, highest: UInt64) {
      guard lowest > 0, lowest <= highest, highest <= 1_000_000 else { return nil }
      self.lowest = lowest
      self.highest = highest
    }

    private init(exactly factor: UInt64) {
      lowest = factor
      highest = factor
    }

    /// Leaves a duration as it is.
    public static let one = Factor(exactly: 1_000)

    /// Whether there is only one factor in the range.
    public var isExact: Bool { lowest == highest }
  }

  /// The slowdown of all steps of one processor together.
  public struct Slowdown: Hashable, Sendable {
    /// The processor kind or processor name it applies to.
    public let processor: String
    public let factor: Factor

    /// Makes a slowdown.
    public init(processor: String, factor: Factor) {
      self.processor = processor
      self.factor = factor
    }
  }

  /// The name, as in `--condition throttled-gpu`.
  public let name: String
  /// What the condition stands for, in a sentence.
  public let meaning: String
  /// Slowdowns by processor; the first that names a processor or its kind counts.
  public let slowdowns: [Slowdown]
  /// Independent variation of each step's duration.
  public let jitter: Factor
  /// What is left of the bandwidth of processors, links and memory, in thousandths.
  public let bandwidth: Factor
  /// What other applications hold of each pool.
  public let reservedMemory: Bytes

  /// Makes a condition.
  public init(
    name: String,
    meaning: String,
    slowdowns: [Slowdown] = [],
    jitter: Factor = .one,
    bandwidth: Factor = .one,
    reservedMemory: Bytes = .zero
  ) {
    self.name = name
    self.meaning = meaning
    self.slowdowns = slowdowns
    self.jitter = jitter
    self.bandwidth = bandwidth
    self.reservedMemory = reservedMemory
  }

  /// σ0: nothing else runs and all clocks are at their maximum.
  public static let calm = Condition(
    name: "calm",
    meaning: "nothing else runs and all clocks are at their maximum"
  )

  /// The slowdown of a processor.
  public func slowdown(of processor: Processor) -> Factor {
    slowdowns.first { $0.processor == processor.name || $0.processor == processor.kind.rawValue }?
      .factor ?? .one
  }
}

extension Condition {
  /// Whether every factor is a single number, so that each duration is one too.
  public var isExact: Bool {
    jitter.isExact && bandwidth.isExact && slowdowns.allSatisfy(\.factor.isExact)
  }
}
