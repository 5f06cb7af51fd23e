import Documents
import Formats
import Reporting

/// The box of a case as text: how far each figure may move.
enum BoxText {
  /// A line for each figure that must not move as far as was examined, below a heading.
  static func lines(_ box: CaseBox) -> [String] {
    let examined = box.examinedRange
    let bounded = box.sides.filter { $0.lossRange != examined }
    guard !bounded.isEmpty else {
      return [
        "it still loses whatever single figure moves, from × "
          + "\(Thousandths.rounded(examined.lowerBound)) to × "
          + Thousandths.rounded(examined.upperBound)
      ]
    }
    let rows = bounded.map { side in
      let (low, high) = (side.lossRange.lowerBound, side.lossRange.upperBound)
      let from = low <= examined.lowerBound ? "any less" : "× " + Thousandths.rounded(low)
      let to = high >= examined.upperBound ? "any more" : "× " + Thousandths.rounded(high)
      return [escaped(side.figure, limit: 60), from, "to", to]
    }
    return ["it still loses with these figures, one at a time, and with any other:"]
      + TextTable.lines(rows)
  }
}
