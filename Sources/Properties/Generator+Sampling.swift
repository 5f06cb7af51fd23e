package import Randomness

extension Generator {
  /// Returns the value that a source of answers stands for, outside of any property; nil where the
  /// generator gives the case up.
  ///
  /// The sequence is recycled: it holds the choices of the last value afterwards.
  package func sample(
    from source: ChoiceSource,
    choiceCountMax: Int = RunLimits.standard.choicesPerCase,
    recycling sequence: inout ChoiceSequence
  ) -> Value? {
    var taken = ChoiceSequence()
    swap(&taken, &sequence)
    var test = TestCase(
      source,
      choiceCountMax: choiceCountMax,
      isReporting: false,
      recycling: taken
    )
    let value = try? draw(&test)
    sequence = test.takeSequence()
    return value
  }

  /// Returns the value of a seed; nil where the generator gives the case up.
  package func sample(_ seed: Seed) -> Value? {
    var sequence = ChoiceSequence()
    return sample(from: .random(seed), recycling: &sequence)
  }
}
