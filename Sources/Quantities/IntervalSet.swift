/// A set of integers kept as sorted, disjoint, non-adjacent intervals.
public struct IntervalSet: Hashable, Sendable {
  /// The intervals, ascending.
  public private(set) var intervals: [Range<Int>] = []

  /// Makes the union of the given intervals.
  public init(_ intervals: some Sequence<Range<Int>> = []) {
    let sorted = intervals.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    for interval in sorted {
      if let last = self.intervals.last, interval.lowerBound <= last.upperBound {
        let upper = max(last.upperBound, interval.upperBound)
        self.intervals[self.intervals.count - 1] = last.lowerBound..<upper
      } else {
        self.intervals.append(interval)
      }
    }
  }

  /// Whether no integer is in the set.
  public var isEmpty: Bool { intervals.isEmpty }

  /// How many integers are in the set.
  public var count: Int { intervals.reduce(0) { $0 + $1.count } }

  /// What of an interval is not in the set.
  public func gaps(in interval: Range<Int>) -> [Range<Int>] {
    var gaps: [Range<Int>] = []
    var start = interval.lowerBound
    for covered in intervals where covered.upperBound > start {
      guard covered.lowerBound < interval.upperBound else { break }
      if covered.lowerBound > start { gaps.append(start..<covered.lowerBound) }
      start = max(start, covered.upperBound)
    }
    if start < interval.upperBound { gaps.append(start..<interval.upperBound) }
    return gaps
  }
}
