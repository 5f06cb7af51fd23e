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

  /// How an operating system shares a processor between the plan and competing processes.
  ///
  /// A step is one piece of work that the system wakes a thread for; while it runs, every competing
  /// process gets its slice after each full slice of it. So many small steps cost wake-ups, and few
  /// large ones are suspended for others.
  public struct Scheduling: Hashable, Sendable {
    /// The processor kind or processor name it applies to.
    public let processor: String
    /// The processes that compete for it: each on a core of its own, where the cores are known.
    public let competitors: UInt64
    /// The time that each gets before the next one does.
    public let slice: Nanoseconds
    /// The time from the end of what a step waits for until its thread runs, for each process in
    /// the queue.
    public let wakeUp: Nanoseconds

    /// Makes the rule; nil for slices of no time.
    public init?(
      processor: String,
      competitors: UInt64,
      slice: Nanoseconds,
      wakeUp: Nanoseconds
    ) {
      guard slice > .zero, competitors <= 1_000 else { return nil }
      self.processor = processor
      self.competitors = competitors
      self.slice = slice
      self.wakeUp = wakeUp
    }

    /// What a step of a duration costs besides.
    public func overhead(of duration: Nanoseconds) -> Nanoseconds {
      let suspensions = duration.amount / slice.amount
      let suspended = Nanoseconds(competitors).scaled(by: suspensions, over: 1)
        .flatMap { $0.scaled(by: slice.amount, over: 1) }
      return wakeUp * (competitors + 1) + min(suspended ?? .init(.max), Nanoseconds(1 << 53))
    }
  }

  /// A user interface that draws on a processor once in every period.
  public struct Rendering: Hashable, Sendable {
    /// The processor kind or processor name that draws.
    public let processor: String
    /// The time between two frames.
    public let period: Nanoseconds
    /// What drawing a frame takes when nothing else runs there.
    public let work: Nanoseconds

    /// Makes the rule; nil where drawing takes the whole period.
    public init?(processor: String, period: Nanoseconds, work: Nanoseconds) {
      guard work < period else { return nil }
      self.processor = processor
      self.period = period
      self.work = work
    }

    /// A time with drawing in between, rounded up.
    public func stretched(_ time: Nanoseconds) -> Nanoseconds {
      time.scaled(by: period.amount, over: period.reduced(by: work).amount) ?? time
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
  /// What is left of each cache, in thousandths.
  public let caches: UInt64
  /// How processors are shared with competing processes.
  public let scheduling: [Scheduling]
  /// The user interface that is drawn meanwhile.
  public let rendering: Rendering?

  /// Makes a condition.
  public init(
    name: String,
    meaning: String,
    slowdowns: [Slowdown] = [],
    jitter: Factor = .one,
    bandwidth: Factor = .one,
    reservedMemory: Bytes = .zero,
    caches: UInt64 = 1_000,
    scheduling: [Scheduling] = [],
    rendering: Rendering? = nil
  ) {
    self.name = name
    self.meaning = meaning
    self.slowdowns = slowdowns
    self.jitter = jitter
    self.bandwidth = bandwidth
    self.reservedMemory = reservedMemory
    self.caches = max(caches, 1)
    self.scheduling = scheduling
    self.rendering = rendering
  }

  /// σ0: nothing else runs and all clocks are at their maximum.
  public static let calm = Condition(
    name: "calm",
    meaning: "nothing else runs and all clocks are at their maximum (σ0)"
  )

  /// The slowdown of a processor.
  public func slowdown(of processor: Processor) -> Factor {
    slowdowns.first { $0.processor == processor.name || $0.processor == processor.kind.rawValue }?
      .factor ?? .one
  }
}

extension Condition {
  /// The rule that names a processor, where there is one, whatever cores it has.
  public func scheduling(of processor: Processor) -> Scheduling? {
    scheduling.first { processor.isNamed($0.processor) }
  }

  /// The user interface, where it is drawn on a processor.
  public func rendering(on processor: Processor) -> Rendering? {
    rendering.flatMap { processor.isNamed($0.processor) ? $0 : nil }
  }

  /// Whether every factor is a single number, so that each duration is one too.
  public var isExact: Bool {
    jitter.isExact && bandwidth.isExact && slowdowns.allSatisfy(\.factor.isExact)
  }
}

extension Processor {
  /// Whether a name or a kind means the processor.
  fileprivate func isNamed(_ text: String) -> Bool { text == name || text == kind.rawValue }
}
