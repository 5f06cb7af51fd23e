import Quantities
import SecondOpinions
import Synthesis
import Testing

/// Wrong numbers in the branch and bound change what it says of the oracle's problems.
@Suite struct BranchAndBoundTests {
  /// A mistake that somebody might make.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable (inout RelaxedProblem) -> Void

    init(_ name: String, _ make: @escaping @Sendable (inout RelaxedProblem) -> Void) {
      testDescription = name
      self.make = make
    }
  }

  static let mistakes = [
    Mistake("the rest of the schedule is taken to be longer") { numbers in
      for at in numbers.tails.indices where numbers.tails[at] > 0 { numbers.tails[at] += 8 }
    },
    Mistake("the rest counts the operator itself") { numbers in
      for at in numbers.tails.indices where numbers.tails[at] >= 0 {
        numbers.tails[at] += numbers.durations[at]
      }
    },
    Mistake("copies take twice as long") { numbers in
      for at in numbers.delays.indices where numbers.delays[at] > 0 { numbers.delays[at] *= 2 }
    },
    Mistake("copies take no time") { numbers in
      for at in numbers.delays.indices where numbers.delays[at] > 0 { numbers.delays[at] = 0 }
    },
    Mistake("the reader's processor is charged for the producer's") { numbers in
      let width = numbers.processorCount
      for at in numbers.delays.indices {
        let (item, pair) = (at / (width * width), at % (width * width))
        guard pair / width < pair % width else { continue }
        let other = item * width * width + pair % width * width + pair / width
        numbers.delays.swapAt(at, other)
        numbers.delays[at] += 1
      }
    },
    Mistake("the model's inputs are late") { numbers in
      for at in numbers.inputs.indices where numbers.inputs[at] >= 0 { numbers.inputs[at] += 5 }
    },
    Mistake("a duration is that of the next processor") { numbers in
      let width = numbers.processorCount
      for at in numbers.durations.indices where at % width + 1 < width {
        guard numbers.durations[at] >= 0, numbers.durations[at + 1] >= 0 else { continue }
        numbers.durations[at] = numbers.durations[at + 1]
      }
    },
    Mistake("states are the same wherever their results lie") { numbers in
      for node in numbers.readers.indices { numbers.readers[node] = 0 }
    },
    Mistake("all processors are alike") { numbers in
      for processor in numbers.twins.indices { numbers.twins[processor] = 0 }
    },
    Mistake("operators do not wait for what they read") { numbers in
      for node in numbers.sources.indices { numbers.sources[node] = 0 }
    },
    Mistake("what is read arrives at once") { numbers in
      for node in numbers.firstEdge.indices { numbers.firstEdge[node] = 0 }
    },
  ]

  /// What the search says of a problem by itself.
  private func outcome(
    _ entry: ScheduleOracleTests.Entry,
    _ mistake: Mistake? = nil
  ) throws -> BranchAndBound.Outcome {
    let problem = entry.problem
    let bounds = PathBounds(problem)
    var numbers = try #require(RelaxedProblem(problem, bounds))
    mistake?.make(&numbers)
    let known = try #require(bounds.least)
    var search = BranchAndBound(
      problem,
      numbers,
      below: 1 << 40,
      BranchAndBound.Budget(nodes: 60_000, leaves: 60)
    )
    return search.run(from: Int64(known.amount))
  }

  /// Whether what the search says of a problem contradicts what two optimisers found.
  private func isWrong(_ entry: ScheduleOracleTests.Entry, _ outcome: BranchAndBound.Outcome)
    -> Bool
  {
    let optimum = Int64(entry.optimum)
    let found = outcome.best?.latency(in: entry.problem).map { Int64($0.amount) }
    return outcome.bound > optimum || (found.map { $0 < optimum } ?? false)
  }

  static let small = ScheduleOracleTests.entries.filter { $0.durations.count <= 7 }

  @Test(arguments: small)
  func neverContradictsTheOracle(_ entry: ScheduleOracleTests.Entry) throws {
    #expect(!isWrong(entry, try outcome(entry)))
  }

  @Test(arguments: mistakes)
  func mistakeIsNoticed(_ mistake: Mistake) throws {
    let isNoticed = try Self.small.contains { entry in
      let (right, wrong) = (try outcome(entry), try outcome(entry, mistake))
      // A bound that is too high is false; one that is too low leaves a gap that was none.
      return isWrong(entry, wrong) || wrong.bound < right.bound
    }
    #expect(isNoticed)
  }
}
