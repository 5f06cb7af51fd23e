import Graphs
import Testing

/// Laws of every interval map, over all small parameters.
@Suite struct IntervalMapLaws {
  /// The need of a part lies inside the need of every larger part.
  @Test func needsGrowWithTheInterval() {
    var nonEmpty = 0
    forEachMap { map in
      for end in 1...6 {
        for start in 0..<end {
          let need = range(map, start, end)
          guard !need.isEmpty else { continue }
          nonEmpty += 1
          let later = range(map, start, end + 1)
          #expect(later.lowerBound <= need.lowerBound && need.upperBound <= later.upperBound)
          guard start > 0 else { continue }
          let earlier = range(map, start - 1, end)
          #expect(earlier.lowerBound <= need.lowerBound && need.upperBound <= earlier.upperBound)
        }
      }
    }
    #expect(nonEmpty > 10_000)
  }

  /// Parts that follow one another need together what the whole needs.
  ///
  /// Where windows leave gaps between them, elements at the clamped edge may be in a gap: there
  /// the parts stay inside the whole, and each position's need is in its part's.
  @Test func needsOfAPartitionCoverTheWhole() {
    var equal = 0
    forEachMap { map in
      let whole = range(map, 0, 6)
      let hasGaps = abs(map.numerator) > map.upperOffset - map.lowerOffset + map.denominator
      for cut in 1...5 {
        let parts = [range(map, 0, cut), range(map, cut, 6)]
        let union = Set(parts.flatMap(Array.init))
        #expect(union.isSubset(of: Set(whole)))
        for position in 0..<6 {
          #expect(union.isSuperset(of: range(map, position, position + 1)), "\(map)")
        }
        guard !hasGaps else { continue }
        equal += 1
        #expect(union == Set(whole), "\(map)")
      }
    }
    #expect(equal > 1_000)
  }

  /// A need never leaves the input.
  @Test func needsAreInsideTheInput() {
    forEachMap { map in
      for start in 0...5 {
        let need = range(map, start, start + 1)
        #expect(need.isEmpty || (need.lowerBound >= 0 && need.upperBound <= map.limit))
      }
    }
  }

  private func range(_ map: IntervalMap, _ start: Int, _ end: Int) -> Range<Int> {
    let need = map.need(from: Int64(start), to: Int64(end))
    return Int(need.start)..<Int(max(need.start, need.end))
  }

  private func forEachMap(_ body: (IntervalMap) -> Void) {
    for numerator in [-2, -1, 1, 2, 3] {
      for denominator in 1...3 {
        for (lower, upper) in [(-2, 1), (-1, -1), (0, 0), (0, 3), (4, 4)] {
          for block in 1...2 {
            for limit in [0, 1, 5, 9] {
              body(
                IntervalMap(
                  numerator: numerator,
                  denominator: denominator,
                  lowerOffset: lower,
                  upperOffset: upper,
                  block: block,
                  limit: limit
                )
              )
              body(
                IntervalMap(
                  numerator: numerator,
                  denominator: denominator,
                  lowerOffset: lower,
                  upperOffset: upper,
                  block: block,
                  limit: limit,
                  greatestStart: limit - 1,
                  leastEnd: 1
                )
              )
            }
          }
        }
      }
    }
  }
}
