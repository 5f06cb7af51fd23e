import Properties
import Randomness
import Testing

/// How simple shrunk cases are, on problems by which shrinkers of engines are compared.
///
/// Most are from the Shrinking Challenge (github.com/jlink/shrinking-challenge). Each must reach
/// exactly the stated minimum from 20 seeds out of 20, and say that it is minimal.
@Suite struct ShrinkQualityLaws {
  static let numbers = Generator<Int>.integer(in: 0...2_000)
  static let lists = numbers.array(count: 0...100)
  static let signed = Generator<Int>.integer(in: -32_768...32_767)

  /// Expects one minimum from every seed.
  private func expectMinimum<Value>(
    _ expected: String,
    _ name: String,
    _ generator: Generator<Value>,
    fails: @escaping @Sendable (Value) -> Bool
  ) {
    for number in 0..<20 {
      let runner = Runner(
        seed: Seed(UInt64(number)),
        limits: RunLimits(cases: 20_000)
      )
      let report = check(name, forAll: generator, with: runner) { value in
        if fails(value) { throw Failure(cause: "wrong", message: "wrong") }
      }
      #expect(report.counterexample?.run.notes == ["value = \(expected)"], "seed \(number)")
      guard case .minimal = report.counterexample?.shrinking else {
        Issue.record("\(name), seed \(number): \(report.counterexample.debugDescription)")
        return
      }
    }
  }

  @Test func sumAboveLimitIsOneNumber() {
    expectMinimum("[1001]", "sum", Self.lists) { $0.reduce(0, +) > 1_000 }
  }

  @Test func largeElementStandsAlone() {
    expectMinimum("[900]", "maximum", Self.lists) { $0.contains { $0 >= 900 } }
  }

  @Test func unsortedListIsOneInversion() {
    expectMinimum("[1, 0]", "sorted", Self.lists) { list in list != list.sorted() }
  }

  @Test func reversedListIsTwoNumbers() {
    expectMinimum("[0, 1]", "reverse", Self.lists) { list in list != list.reversed() }
  }

  @Test func threeDistinctNumbersAreTheSimplest() {
    expectMinimum("[0, 1, 2]", "distinct", Self.lists) { Set($0).count >= 3 }
  }

  @Test func duplicateAboveLimitIsTwoEqualNumbers() {
    expectMinimum("[11, 11]", "duplicate", Self.lists) { list in
      let large = list.filter { $0 > 10 }
      return Set(large).count < large.count
    }
  }

  @Test func orderedPairIsZeroAndOne() {
    expectMinimum("(0, 1)", "pair", Self.numbers.paired(with: Self.numbers)) { $0 < $1 }
  }

  @Test func negativeNumberIsTheBoundary() {
    expectMinimum("-101", "negative", Self.signed) { $0 < -100 }
  }

  @Test func parityDoesNotStopTheSearch() {
    expectMinimum("502", "even", Self.numbers) { $0 > 500 && $0 % 2 == 0 }
  }

  @Test func nestedListsAreMergedIntoOne() {
    let lists = Self.numbers.array(count: 0...20).array(count: 0...20)
    let expected = "[[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]"
    expectMinimum(expected, "nested", lists) { $0.joined().count > 10 }
  }

  @Test func largeUnionIsOneListOfTheSimplestNumbers() {
    let lists = Self.signed.array(count: 0...20).array(count: 0...20)
    expectMinimum("[[0, 1, -1, 2, -2]]", "union", lists) { Set($0.joined()).count >= 5 }
  }

  @Test func countDrawnFirstIsLoweredWithItsElement() {
    let lists = Generator<[Int]> { test in
      var list: [Int] = []
      for _ in 0..<(try test.integer(in: 1...100)) {
        list.append(try test.integer(in: 0...1_000))
      }
      return list
    }
    expectMinimum("[900]", "count first", lists) { ($0.max() ?? 0) >= 900 }
  }

  @Test func couplingIsOneSwap() {
    let lists = Generator<Int>.integer(in: 0...10).array(count: 0...100)
      .filter { list in list.allSatisfy { $0 < list.count } }
    expectMinimum("[1, 0]", "coupling", lists) { list in
      list.indices.contains { list[$0] != $0 && list[list[$0]] == $0 }
    }
  }

  @Test(arguments: [(0...0, "(10, 10)"), (1...4, "(10, 6)"), (1...1, "(10, 9)")])
  func differenceIsKeptWhileLowering(distance: ClosedRange<Int>, expected: String) {
    let small = Generator<Int>.integer(in: 0...1_000)
    expectMinimum(expected, "difference", small.paired(with: small)) { first, second in
      first >= 10 && distance.contains(abs(first - second))
    }
  }
}
