/// A number that a property reported about one case.
package struct Measurement: Hashable, Sendable {
  /// What was measured.
  package let name: String
  /// How much it was.
  package let number: Int
}

/// The distribution of one measured number.
package struct Distribution: Hashable, Sendable {
  /// How many numbers there are.
  package private(set) var count = 0
  /// The least number; nil when there is none.
  package private(set) var least: Int?
  /// The greatest number; nil when there is none.
  package private(set) var greatest: Int?
  /// The sum of the numbers, which wraps around beyond 64 bits.
  package private(set) var sum = 0
  /// How many numbers have a magnitude of each count of binary digits, 0 to 64.
  package private(set) var countByDigits = [Int](repeating: 0, count: UInt64.bitWidth + 1)

  mutating func add(_ number: Int) {
    count += 1
    least = min(number, least ?? number)
    greatest = max(number, greatest ?? number)
    sum &+= number
    let magnitude = UInt64(number.magnitude)
    countByDigits[UInt64.bitWidth - magnitude.leadingZeroBitCount] += 1
  }

  mutating func merge(_ other: Distribution) {
    count += other.count
    if let number = other.least { least = min(number, least ?? number) }
    if let number = other.greatest { greatest = max(number, greatest ?? number) }
    sum &+= other.sum
    for digits in countByDigits.indices {
      countByDigits[digits] += other.countByDigits[digits]
    }
  }
}

/// What was generated in a run, whose parts may be run apart and merged in any order.
package struct Statistics: Hashable, Sendable {
  /// Cases for which the property held.
  package private(set) var passedCount = 0
  /// Cases for which the property failed.
  package private(set) var failedCount = 0
  /// Cases that were rejected.
  package private(set) var rejectedCount = 0
  /// Cases that were too large.
  package private(set) var tooLargeCount = 0
  /// Choices made in all cases together.
  package private(set) var choiceCount = 0
  /// Choices made in the longest case.
  package private(set) var choiceCountMax = 0

  private var countByLabel: [String: Int] = [:]
  private var countByReason: [String: Int] = [:]
  private var distributionByName: [String: Distribution] = [:]

  /// Makes the statistics of no cases.
  package init() {}

  /// Cases that count: passed or failed.
  package var validCount: Int { passedCount + failedCount }
  /// All cases.
  package var caseCount: Int { validCount + rejectedCount + tooLargeCount }

  /// The labels in alphabetic order with the number of valid cases that bear them.
  package var labels: [(label: String, count: Int)] {
    countByLabel.sorted { $0.key < $1.key }.map { (label: $0.key, count: $0.value) }
  }

  /// The reasons of rejections in alphabetic order with the number of their cases.
  package var rejections: [(reason: String, count: Int)] {
    countByReason.sorted { $0.key < $1.key }.map { (reason: $0.key, count: $0.value) }
  }

  /// The measured names in alphabetic order with the distributions over valid cases.
  package var distributions: [(name: String, distribution: Distribution)] {
    distributionByName.sorted { $0.key < $1.key }.map { (name: $0.key, distribution: $0.value) }
  }

  /// Returns the number of valid cases that bear a label.
  package func count(of label: String) -> Int {
    countByLabel[label] ?? 0
  }

  /// Adds another part of the same run.
  package mutating func merge(_ other: Statistics) {
    passedCount += other.passedCount
    failedCount += other.failedCount
    rejectedCount += other.rejectedCount
    tooLargeCount += other.tooLargeCount
    choiceCount += other.choiceCount
    choiceCountMax = max(choiceCountMax, other.choiceCountMax)
    countByLabel.merge(other.countByLabel) { $0 + $1 }
    countByReason.merge(other.countByReason) { $0 + $1 }
    distributionByName.merge(other.distributionByName) { mine, theirs in
      var merged = mine
      merged.merge(theirs)
      return merged
    }
  }

  /// Adds one case.
  package mutating func add(_ run: CaseRun) {
    choiceCount += run.sequence.choices.count
    choiceCountMax = max(choiceCountMax, run.sequence.choices.count)
    switch run.outcome {
    case .passed: passedCount += 1
    case .failed: failedCount += 1
    case .discarded(.rejected(let reason)):
      rejectedCount += 1
      countByReason[reason, default: 0] += 1
      return
    case .discarded(.tooLarge):
      tooLargeCount += 1
      return
    }
    for label in run.labels {
      countByLabel[label, default: 0] += 1
    }
    for measurement in run.measurements {
      distributionByName[measurement.name, default: Distribution()].add(measurement.number)
    }
  }
}
