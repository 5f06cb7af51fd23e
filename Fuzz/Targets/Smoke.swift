import Randomness

/// A short run of a target without libFuzzer: known inputs, then changed ones.
package struct Smoke: Hashable, Sendable {
  /// How many inputs were accepted.
  package private(set) var accepted = 0
  /// How many inputs were refused.
  package private(set) var refused = 0

  /// Runs a target over seeds, over former crashes, and over changed seeds.
  ///
  /// `announce` is called before each input, so that the last call names the one that traps.
  package init(
    _ target: FuzzTarget,
    seeds: [[UInt8]],
    crashes: [[UInt8]],
    words: [[UInt8]],
    announce: (String, [UInt8]) -> Void
  ) {
    for (number, input) in seeds.enumerated() { run(target, "seed \(number)", input, announce) }
    for (number, input) in crashes.enumerated() { run(target, "crash \(number)", input, announce) }
    guard !seeds.isEmpty else { return }
    var mutator = Mutator(Seed(named: target.name), words: words)
    for number in 0..<target.mutations {
      let input = mutator.changed(
        seeds[number % seeds.count],
        mixedWith: seeds[(number / seeds.count) % seeds.count]
      )
      run(target, "mutation \(number)", input, announce)
    }
  }

  private mutating func run(
    _ target: FuzzTarget,
    _ label: String,
    _ input: [UInt8],
    _ announce: (String, [UInt8]) -> Void
  ) {
    announce(label, input)
    switch target.run(input) {
    case .accepted: accepted += 1
    case .refused: refused += 1
    }
  }
}
