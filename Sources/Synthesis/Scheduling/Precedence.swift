import Graphs
import Quantities

/// Which operators come before which in every schedule, because one reads what follows from the
/// other.
struct Precedence: Sendable {
  private let count: Int
  /// For each operator the bits of those before it.
  private let before: [[UInt64]]

  init(_ problem: SchedulingProblem) {
    count = problem.durations.count
    let words = (count + 63) / 64
    var before = [[UInt64]](repeating: [UInt64](repeating: 0, count: words), count: count)
    for node in problem.durations.indices {
      for item in problem.reads[node] {
        guard let producer = problem.items[item].producer?.value else { continue }
        for word in 0..<words { before[node.value][word] |= before[producer][word] }
        before[node.value][producer / 64] |= 1 << UInt64(producer % 64)
      }
    }
    self.before = before
  }

  /// Whether the first operator comes before the second.
  func isOrdered(_ first: Index<Operator>, before second: Index<Operator>) -> Bool {
    before[second.value][first.value / 64] >> UInt64(first.value % 64) & 1 == 1
  }

  /// The pairs of operators of which neither comes before the other.
  var incomparable: [(Index<Operator>, Index<Operator>)] {
    var result: [(Index<Operator>, Index<Operator>)] = []
    for second in 0..<count {
      for first in 0..<second {
        let (early, late) = (Index<Operator>(first), Index<Operator>(second))
        if !isOrdered(early, before: late), !isOrdered(late, before: early) {
          result.append((early, late))
        }
      }
    }
    return result
  }
}
