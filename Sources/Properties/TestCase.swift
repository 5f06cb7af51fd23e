package import Randomness

/// One execution of a property: it answers the generator's questions and records the answers.
///
/// Generators and properties take it `inout`. Nothing else may decide what they do: a case with the
/// same answers is the same case.
package struct TestCase {
  /// What has been answered so far.
  package private(set) var sequence: ChoiceSequence
  /// The score given to ``target(_:)``, the greatest if there were several.
  package private(set) var score: Int?
  /// The labels given so far, in order.
  package private(set) var labels: [String] = []
  /// The numbers given to ``measure(_:_:)`` so far, in order.
  package private(set) var measurements: [Measurement] = []
  /// The descriptions given so far; empty unless ``isReporting``.
  package private(set) var notes: [String] = []
  /// The case itself as a text that outlives its generator; nil unless ``isReporting``.
  package private(set) var concreteCase: String?
  /// Whether somebody will read the notes.
  package let isReporting: Bool

  private(set) var discard: Discard?
  private var source: ChoiceSource
  private let choiceCountMax: Int
  private let isWanted: ((TestCase) -> Bool)?

  init(
    _ source: ChoiceSource,
    choiceCountMax: Int,
    isReporting: Bool,
    wanted isWanted: ((TestCase) -> Bool)? = nil,
    recycling sequence: consuming ChoiceSequence
  ) {
    self.source = source
    self.choiceCountMax = choiceCountMax
    self.isReporting = isReporting
    self.isWanted = isWanted
    sequence.removeAll()
    self.sequence = sequence
  }

  /// Draws an integer of a range that simplifies towards a value, moved into the range if outside.
  ///
  /// - Throws: ``Discard`` when the case has become too large.
  package mutating func integer(
    in range: ClosedRange<Int>,
    towards simplest: Int = 0,
    spread: IntegerSpread = .uniform
  ) throws(Discard) -> Int {
    try admitChoice()
    let domain = IntegerDomain(range, towards: simplest)
    let value = source.integer(in: domain, spread: spread)
    sequence.append(.integer(value), in: .integer(domain))
    return value
  }

  /// Draws a truth value that is true with given odds and simplifies to false.
  ///
  /// - Throws: ``Discard`` when the case has become too large.
  package mutating func boolean(_ odds: Odds = .even) throws(Discard) -> Bool {
    try admitChoice()
    if odds.isNever || odds.isAlways {
      source.skipForced()
      sequence.append(.boolean(odds.isAlways), in: .fixedBoolean(odds.isAlways))
      return odds.isAlways
    }
    let value = source.boolean(odds)
    sequence.append(.boolean(value), in: .boolean)
    return value
  }

  /// Draws a position below a positive count, each equally likely; earlier ones are simpler.
  ///
  /// - Throws: ``Discard`` when the case has become too large.
  package mutating func index(below count: Int) throws(Discard) -> Int {
    precondition(count > 0, "there is no position among no alternatives")
    try admitChoice()
    let value = source.index(count: UInt32(count), weights: nil)
    sequence.append(.index(value), in: .index(count: UInt32(count)))
    return Int(value)
  }

  /// Draws a position in proportion to its weight; earlier ones are simpler.
  ///
  /// One weight must be positive; a position of weight zero is never drawn, nor replayed.
  /// - Throws: ``Discard`` when the case has become too large.
  package mutating func index(weights: [UInt32]) throws(Discard) -> Int {
    precondition(weights.contains { $0 > 0 }, "one of the weights must be positive")
    try admitChoice()
    let count = UInt32(weights.count)
    let value = source.index(count: count, weights: weights)
    sequence.append(.index(value), in: .index(count: count))
    return Int(value)
  }

  private mutating func admitChoice() throws(Discard) {
    guard sequence.choices.count < choiceCountMax else {
      throw stop(.tooLarge)
    }
  }

  private mutating func stop(_ reason: Discard) -> Discard {
    if discard == nil { discard = reason }
    return reason
  }
}

extension TestCase {
  /// Draws a value, as a group of choices that is deleted and moved as a whole.
  package mutating func draw<Value>(_ generator: Generator<Value>) throws -> Value {
    try group(.value, generator.draw)
  }

  /// Draws a value and notes it under a name.
  package mutating func draw<Value>(
    _ generator: Generator<Value>,
    as name: @autoclosure () -> String
  ) throws -> Value {
    let value = try draw(generator)
    note("\(name()) = \(value)")
    return value
  }

  /// Runs a part of a generator whose choices belong together.
  package mutating func group<Value>(
    _ label: SpanLabel,
    _ body: (inout TestCase) throws -> Value
  ) rethrows -> Value {
    sequence.open(label)
    defer { sequence.close() }
    return try body(&self)
  }

  /// Gives up the case, because it is not of the kind that the property speaks about.
  package mutating func reject(_ reason: String = "") throws(Discard) -> Never {
    throw stop(.rejected(reason))
  }

  /// Says that everything is drawn, before what takes long; nothing may be drawn after it.
  ///
  /// - Throws: ``Discard`` when nobody wants to know what becomes of these choices.
  package mutating func finishDrawing() throws(Discard) {
    guard let isWanted, !isWanted(self) else { return }
    try reject("nobody wants to know")
  }

  /// Gives up the case unless a condition holds.
  package mutating func assume(
    _ condition: Bool,
    _ reason: @autoclosure () -> String = ""
  ) throws(Discard) {
    if !condition { try reject(reason()) }
  }

  /// Fails the property unless a condition holds.
  package func require(
    _ condition: Bool,
    cause: String = "requirement",
    _ message: @autoclosure () -> String
  ) throws(Failure) {
    if !condition { throw Failure(cause: cause, message: message()) }
  }

  /// Counts the case under a label of the statistics; twice the same counts once.
  package mutating func label(_ label: String) {
    if !labels.contains(label) { labels.append(label) }
  }

  /// Counts the case under a label if a condition holds.
  package mutating func classify(_ condition: Bool, as label: @autoclosure () -> String) {
    if condition { self.label(label()) }
  }

  /// Adds a number to the distribution of a name in the statistics.
  package mutating func measure(_ name: String, _ number: Int) {
    measurements.append(Measurement(name: name, number: number))
  }

  /// Says how near the case comes to failing; the search looks for greater scores.
  package mutating func target(_ score: Int) {
    self.score = max(score, self.score ?? score)
  }

  /// Describes the case to a person; evaluated only when somebody reads it.
  package mutating func note(_ text: @autoclosure () -> String) {
    if isReporting { notes.append(text()) }
  }

  /// Gives the case as a text that can be read back without its generator.
  package mutating func attach(concreteCase text: @autoclosure () -> String) {
    if isReporting { concreteCase = text() }
  }

  mutating func takeSequence() -> ChoiceSequence {
    sequence.closeAll()
    var taken = ChoiceSequence()
    swap(&taken, &sequence)
    return taken
  }
}
