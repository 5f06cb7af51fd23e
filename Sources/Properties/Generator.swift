package import Randomness

/// A recipe for values, valid by construction: a function of the test case it asks.
///
/// A generator has no shrinker of its own: it is shrunk by running it again with simpler answers,
/// so that what it promises of a value holds for the shrunk value too. Falsify calls this
/// "internal integrated shrinking": de Vries, Haskell Symposium 2023, doi:10.1145/3609026.3609733.
package struct Generator<Value>: Sendable {
  /// Makes one value, asking the test case for every decision.
  package let draw: @Sendable (inout TestCase) throws -> Value

  /// Makes a generator from its function, which must depend on nothing but the test case.
  package init(_ draw: @escaping @Sendable (inout TestCase) throws -> Value) {
    self.draw = draw
  }
}

extension Generator {
  /// Returns a generator of transformed values.
  package func map<Other>(
    _ transform: @escaping @Sendable (Value) throws -> Other
  ) -> Generator<Other> {
    Generator<Other> { test in try transform(try self.draw(&test)) }
  }

  /// Returns a generator that depends on a first value.
  package func flatMap<Other>(
    _ next: @escaping @Sendable (Value) throws -> Generator<Other>
  ) -> Generator<Other> {
    Generator<Other> { test in try test.draw(try next(try test.draw(self))) }
  }

  /// Returns a generator of the values that meet a condition.
  ///
  /// It tries three times and then rejects the case: for a condition that is rarely met, write a
  /// generator that meets it by construction.
  package func filter(
    _ reason: String = "filter",
    _ isWanted: @escaping @Sendable (Value) throws -> Bool
  ) -> Generator {
    Generator { test in
      for _ in 0..<3 {
        let value = try test.draw(self)
        if try isWanted(value) { return value }
      }
      try test.reject(reason)
    }
  }

  /// Returns a generator of nothing, which is simpler, or of a value with given odds.
  package func optional(_ odds: Odds = .even) -> Generator<Value?> {
    Generator<Value?> { test in try test.boolean(odds) ? try test.draw(self) : nil }
  }

  /// Returns a generator of arrays whose count is in a range; the count is geometric.
  ///
  /// Whether there is another element is asked before each one, not once at the start, so that an
  /// element and the question about it are deleted together when shrinking.
  package func array(count: ClosedRange<Int>) -> Generator<[Value]> {
    precondition(count.lowerBound >= 0, "an array has no negative count")
    let extra = min(count.upperBound - count.lowerBound, 1 << 20)
    let mean = UInt32(min(max(count.lowerBound, 5), (extra + 1) / 2))
    let another = mean == 0 ? Odds.never : Odds(mean, in: mean + 1)
    return Generator<[Value]> { test in
      var values: [Value] = []
      while true {
        let odds: Odds =
          values.count < count.lowerBound
          ? .always : values.count < count.upperBound ? another : .never
        let element = try test.group(.element) { test in
          try test.boolean(odds) ? try self.draw(&test) : nil
        }
        guard let element else { return values }
        values.append(element)
      }
    }
  }

  /// Returns a generator of pairs.
  package func paired<Other>(with other: Generator<Other>) -> Generator<(Value, Other)> {
    Generator<(Value, Other)> { test in (try test.draw(self), try test.draw(other)) }
  }
}

extension Generator {
  /// Returns a generator of one of several generators' values, each as likely; earlier are simpler.
  package static func one(of generators: [Generator]) -> Generator {
    precondition(!generators.isEmpty, "there is no choice among no generators")
    return Generator { test in
      try test.draw(generators[try test.index(below: generators.count)])
    }
  }

  /// Returns a generator of one of several generators' values in proportion to their weights.
  package static func weighted(_ generators: [(weight: UInt32, Generator)]) -> Generator {
    let weights = generators.map(\.weight)
    precondition(weights.contains { $0 > 0 }, "one of the weights must be positive")
    let choices = generators.map(\.1)
    return Generator { test in try test.draw(choices[try test.index(weights: weights)]) }
  }
}

extension Generator where Value: Sendable {
  /// Returns a generator of always the same value.
  package static func constant(_ value: Value) -> Generator {
    Generator { _ in value }
  }

  /// Returns a generator of the elements of an array, each as likely; earlier ones are simpler.
  package static func element(of values: [Value]) -> Generator {
    precondition(!values.isEmpty, "there is no element of an empty array")
    return Generator { test in values[try test.index(below: values.count)] }
  }
}

extension Generator<Int> {
  /// Returns a generator of integers of a range that simplify towards a value.
  package static func integer(
    in range: ClosedRange<Int>,
    towards simplest: Int = 0,
    spread: IntegerSpread = .uniform
  ) -> Generator {
    Generator { test in try test.integer(in: range, towards: simplest, spread: spread) }
  }
}

extension Generator<Bool> {
  /// Returns a generator of truth values that are true with given odds.
  package static func boolean(_ odds: Odds = .even) -> Generator {
    Generator { test in try test.boolean(odds) }
  }
}

extension Generator<[UInt32]> {
  /// Returns a generator of swarm weights: a random subset of features is off, for one case.
  ///
  /// The simplest weights have every feature on with weight one.
  /// - SeeAlso: ``Swarm``, which draws the same distribution outside of a test case.
  package static func swarmWeights(featureCount: Int) -> Generator {
    precondition(featureCount > 0, "a swarm needs a feature")
    return Generator { test in
      var weights: [UInt32] = []
      for _ in 0..<featureCount {
        let isOff = try test.boolean(.even)
        let weight = try test.integer(in: 1...Int(Swarm.weightMax), towards: 1)
        weights.append(isOff ? 0 : UInt32(weight))
      }
      if weights.allSatisfy({ $0 == 0 }) {
        weights[try test.index(below: featureCount)] = 1
      }
      return weights
    }
  }
}
