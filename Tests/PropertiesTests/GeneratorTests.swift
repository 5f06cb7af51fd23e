import Properties
import Randomness
import Testing

@Suite struct GeneratorTests {
  /// Checks a claim about the values of a generator.
  private func expectAll<Value>(
    _ generator: Generator<Value>,
    _ holds: @escaping @Sendable (Value) -> Bool
  ) {
    let report = check("all values", forAll: generator) { value in
      if !holds(value) { throw Failure(cause: "value", message: "\(value)") }
    }
    #expect(report.failureDescription == nil)
  }

  /// Expects the description of the value that a generator makes from a source.
  private func expect<Value>(
    _ description: String,
    of generator: Generator<Value>,
    from source: ChoiceSource
  ) {
    let property = Property("value", forAll: generator) { _ in }
    let run = property.run(from: source, isReporting: true)
    #expect(run.notes == ["value = \(description)"])
  }

  @Test func simplestValuesComeWithoutAnswers() {
    let simplest = ChoiceSource.replay([])
    expect("0", of: .integer(in: -5...5), from: simplest)
    expect("3", of: .integer(in: 3...5), from: simplest)
    expect("4", of: .integer(in: 3...5, towards: 4), from: simplest)
    expect("false", of: .boolean(), from: simplest)
    expect("true", of: .boolean(.always), from: simplest)
    expect("nil", of: Generator<Int>.constant(1).optional(), from: simplest)
    expect("a", of: .element(of: ["a", "b"]), from: simplest)
    expect("[7, 7]", of: Generator<Int>.constant(7).array(count: 2...9), from: simplest)
    expect("[1, 1, 1]", of: .swarmWeights(featureCount: 3), from: simplest)
  }

  @Test func answersAreMovedIntoTheRangeAskedFor() {
    expect("5", of: .integer(in: -5...5), from: .replay([.integer(99)]))
    expect("-5", of: .integer(in: -5...5), from: .replay([.integer(-99)]))
    expect("b", of: .element(of: ["a", "b"]), from: .replay([.index(99)]))
    expect("0", of: .integer(in: -5...5), from: .replay([.boolean(true)]))
    expect("true", of: .boolean(.always), from: .replay([.boolean(false)]))
  }

  @Test func alternativeOfWeightZeroIsNeverReplayed() {
    let generator = Generator<String>
      .weighted([
        (0, .constant("off")), (1, .constant("on")), (0, .constant("off too")),
      ])
    for index in 0..<4 {
      expect("on", of: generator, from: .replay([.index(UInt32(index))]))
      expect("on", of: generator, from: .bytes([UInt8(index)]))
    }
    expectAll(generator) { $0 == "on" }
  }

  @Test func arrayCountsStayInRange() {
    for range in [0...0, 3...3, 0...1, 2...40, 0...Int.max] {
      expectAll(Generator<Int>.integer(in: 0...9).array(count: range)) { list in
        range.contains(list.count)
      }
    }
  }

  @Test func combinedGeneratorsKeepTheirPromise() {
    let even = Generator<Int>.integer(in: 0...100).map { $0 * 2 }
    expectAll(even) { $0 % 2 == 0 }
    let bounded = even.flatMap { top in
      Generator<Int>.integer(in: 0...top).map { (top: top, value: $0) }
    }
    expectAll(bounded) { $0.value <= $0.top }
    expectAll(.one(of: [.constant(1), .constant(3)])) { $0 == 1 || $0 == 3 }
    expectAll(even.filter { $0 != 4 }) { $0 != 4 }
  }

  @Test func magnitudesReachBothSmallAndLargeValues() {
    let generator = Generator<Int>.integer(in: 0...1_000_000, spread: .magnitudes)
    let report = check("spread", with: Runner(limits: RunLimits(cases: 1_000))) { test in
      let number = try test.draw(generator)
      test.classify(number < 10, as: "small")
      test.classify(number > 100_000, as: "large")
    }
    #expect((150...350).contains(report.statistics.count(of: "small")))
    #expect((80...300).contains(report.statistics.count(of: "large")))
  }
}
