import Properties
import Randomness
import Testing

/// What holds of replaying: a case is its choices.
@Suite struct ReplayLaws {
  /// A generator that asks questions of every kind, some depending on others.
  static let everything = Generator<String> { test in
    let list = try test.draw(
      Generator<Int>.integer(in: (.min)...(.max), spread: .magnitudes).array(count: 0...8)
    )
    let weights = try test.draw(.swarmWeights(featureCount: 5))
    let place = try test.index(weights: weights)
    let isDeep = try test.boolean(Odds(1, in: 3))
    let inner = isDeep ? try test.integer(in: -place...place, towards: 2) : 0
    let name = try test.draw(Generator<String>.element(of: ["a", "b", "c"]).optional())
    return "\(list) \(weights) \(place) \(isDeep) \(inner) \(name ?? "-")"
  }

  static let property = Property("everything") { test in
    let value = try test.draw(everything)
    test.attach(concreteCase: value)
  }

  private func value(from source: ChoiceSource) -> String? {
    Self.property.run(from: source, isReporting: true).concreteCase
  }

  @Test(arguments: 0..<200) func tokenReproducesTheValue(number: UInt64) throws {
    let original = Self.property.run(from: .random(Seed(number)), isReporting: true)
    let token = try ReplayToken(parsing: "\(original.token)")
    let again = Self.property.run(from: token.source, isReporting: true)
    #expect(again.concreteCase == original.concreteCase)
    #expect(again.sequence == original.sequence)
  }

  @Test(arguments: 0..<200) func fuzzerBytesReproduceTheValue(number: UInt64) {
    let original = Self.property.run(from: .random(Seed(number)), isReporting: true)
    let again = Self.property.run(from: .bytes(original.fuzzerBytes), isReporting: true)
    #expect(again.concreteCase == original.concreteCase)
  }

  @Test func arbitraryBytesAreAlwaysACase() {
    let report = check("bytes are a case", with: Runner(limits: RunLimits(cases: 300))) { test in
      let bytes = try test.draw(
        Generator<Int>.integer(in: 0...255).array(count: 0...200).map { $0.map(UInt8.init) }
      )
      let run = Self.property.fuzzOneInput(bytes)
      try test.require(run.outcome == .passed, "\(run.outcome)")
      let bytesAgain = Self.property.fuzzOneInput(run.fuzzerBytes)
      try test.require(bytesAgain.sequence == run.sequence, "the bytes of a case are its case")
    }
    #expect(report.failureDescription == nil)
  }

  @Test func damagedTokensAreRefused() {
    let report = check("damaged token", with: Runner(limits: RunLimits(cases: 300))) { test in
      let original = Self.property.run(from: .random(Seed(UInt64(try test.index(below: 1_000)))))
      var text = Array("\(original.token)".utf8)
      let position = try test.index(below: text.count)
      let bit = try test.index(below: 7)
      text[position] ^= 1 << UInt8(bit)
      let damaged = String(decoding: text, as: UTF8.self)
      let read = try? ReplayToken(parsing: damaged)
      try test.require(read == nil, "\(damaged) was read")
    }
    #expect(report.failureDescription == nil)
  }

  @Test func everyRankIsAValueAndBack() {
    let report = check("rank is a bijection", with: Runner(limits: RunLimits(cases: 2_000))) {
      test in
      let bounds = Generator<Int>.integer(in: (.min)...(.max), spread: .magnitudes)
      let ends = [try test.draw(bounds, as: "end"), try test.draw(bounds, as: "other end")].sorted()
      let domain = IntegerDomain(ends[0]...ends[1], towards: try test.draw(bounds, as: "towards"))
      let value = try test.integer(in: ends[0]...ends[1])
      test.note("value = \(value)")
      let rank = domain.rank(of: value)
      try test.require(rank <= domain.rankMax, "rank \(rank) is beyond \(domain.rankMax)")
      try test.require(domain.value(at: rank) == value, "\(domain.value(at: rank))")
      test.classify(rank == domain.rankMax, as: "extreme")
    }
    #expect(report.failureDescription == nil)
  }

  @Test func runTwiceIsTheSame() {
    let property = Property("sum stays small") { test in
      let list = try test.draw(ShrinkQualityLaws.lists, as: "list")
      test.measure("count", list.count)
      test.classify(list.count > 5, as: "long")
      test.target(list.reduce(0, +))
      try test.require(list.reduce(0, +) <= 30_000, "too large")
    }
    for number in 0..<10 {
      let runner = Runner(seed: Seed(UInt64(number)))
      let (first, second) = (runner.run(property), runner.run(property))
      #expect(first.outcome == second.outcome)
      #expect(first.statistics == second.statistics)
      #expect(first.failureDescription == second.failureDescription)
      #expect(first.bestScored == second.bestScored)
    }
  }

  @Test func casesDoNotDependOnTheirOrder() {
    let runner = Runner(seed: Seed(7), limits: RunLimits(cases: 40), phases: [.generate])
    let whole = runner.run(Self.property).statistics
    var parts = Statistics()
    for index in (0..<40).reversed() {
      var part = Statistics()
      part.add(runner.runCase(UInt64(index), of: Self.property))
      parts.merge(part)
    }
    #expect(whole == parts)
  }
}
