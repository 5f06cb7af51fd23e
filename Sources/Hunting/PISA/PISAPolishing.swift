extension PISASearch {
  /// A find whose figures were moved, one at a time, as long as its ratio grows, in so many
  /// evaluations at most.
  ///
  /// Annealing comes near to where a decision changes and stops at random; steps that halve down to
  /// a millionth go the rest of the way.
  ///
  /// For HEFT against the fastest node they end at 40.7999992, and 40.8 is out of reach for the
  /// double join, the worst instance known: C and D read from A and B, and E reads from C and D.
  /// Let a…e be the times on the fastest node, where A goes first. B goes to a node of s times
  /// that speed only if b/s < a + b; of equals HEFT may take either, and ties count against the
  /// claim. Transfers take at most 10. So C, on the fastest node, would end before a + b + 10 + c.
  /// If C goes to B's node, D would end on the fastest before a + b + 10 + d, else on B's node at
  /// most at a + 10 + d/s < a + 10 + d + ad/b; neither goes where it ends later. E, on the fastest
  /// node, would end at most 10 + e after both. So HEFT's time is less than 20 + a + d + e +
  /// max(b, ad/b), or the same with c for d, against a + b + c + d + e. For times of 0.1 that is
  /// 20.4 against 0.5, and as no time is more than ten times another, longer ones add less than
  /// 40.8 times as much above as below. With 0.1 everywhere and s = 0.500001 the ratio is
  /// 40.7999992.
  func polished(_ find: Find, evaluations limit: Int) -> Find {
    var best = find
    var count = 0
    var step = Self.widestStep
    while step > 0 {
      let before = best.ratio
      for figure in best.instance.figures {
        for move in [-step, step] where count < limit {
          let value = PISAInstance.range.clamped(best.instance[figure] + move)
          guard value != best.instance[figure] else { continue }
          var instance = best.instance
          instance[figure] = value
          count += 1
          guard bound(instance) > best.ratio else { continue }
          let next = self.find(instance)
          if next.ratio > best.ratio { best = next }
        }
      }
      if best.ratio == before || count >= limit { step /= 2 }
    }
    return best
  }

  private static let widestStep = 1 << 14
}

extension ClosedRange<Int> {
  /// The number of the range that is nearest to a number.
  func clamped(_ number: Int) -> Int { Swift.min(Swift.max(number, lowerBound), upperBound) }
}
