import Checking
import Documents
import Quantities

/// The box in which a loss persists, on a logarithmic scale with the case in its place.
struct LossBoxSection {
  let box: LossBox

  var section: Page.Section {
    let limited = box.sides.filter {
      $0.lossRange != $0.examinedRange && $0.lossRange.count > 1
    }
    let fixed = box.sides.filter { $0.lossRange.count == 1 && $0.lossRange != $0.examinedRange }
    let free = box.sides.filter { $0.lossRange == $0.examinedRange }
    return Page.Section(
      id: "box",
      title: "Where the loss persists",
      introduction: escaped(box.ground, limit: 400).capitalisedFirst,
      blocks: bars(limited) + sentence(onFixed: fixed) + sentence(on: free)
    )
  }

  private func bars(_ sides: [LossBox.Side]) -> [PageBlock] {
    guard !sides.isEmpty else { return [] }
    let least = sides.map(\.examinedRange.lowerBound).min() ?? 1
    let most = sides.map(\.examinedRange.upperBound).max() ?? 1_000
    func position(_ thousandths: UInt64) -> UInt64 {
      BinaryLogarithm.value(of: max(thousandths, 1))
        - BinaryLogarithm.value(of: max(min(least, thousandths), 1))
    }
    let bars = RangeBars(
      scale: ChartScale(max(position(most), 1) / 50 * 51),
      rows: sides.map { side in
        RangeBars.Row(
          name: escaped(side.name, limit: 26),
          words: "\(CaseWording.factor(side.lossRange.lowerBound)) to "
            + "\(CaseWording.factor(side.lossRange.upperBound)) times"
            + (side.value.isEmpty ? "" : " " + escaped(side.value, limit: 40)),
          from: position(side.lossRange.lowerBound),
          to: position(side.lossRange.upperBound),
          behind: position(side.examinedRange.lowerBound)...position(side.examinedRange.upperBound)
        )
      },
      mark: RangeBars.Tick(at: position(1_000), "this case"),
      ticks: [least, most].filter { $0 != 1_000 }
        .map { RangeBars.Tick(at: position($0), "× " + CaseWording.factor($0)) }
    )
    return [
      .drawing(bars.svg),
      .legend(
        "Signs in the bars",
        [
          Swatch.filled("whole").item("the loss persists"),
          Swatch.filled("behind").item("examined, on a logarithmic scale"),
          Swatch.line("limit").item("the case's value"),
        ]
      ),
    ]
  }

  /// The figures that must be what they are.
  private func sentence(onFixed sides: [LossBox.Side]) -> [PageBlock] {
    guard !sides.isEmpty else { return [] }
    let names = sides.map { escaped($0.name, limit: 40) }
    return [
      .paragraph(
        "Already the smallest change that was tried of "
          + (names.count == 1 ? "this figure" : "any of these figures")
          + " ends the loss: \(Headline.listed(names))."
      )
    ]
  }

  /// The figures that do not matter within what was examined, by range.
  private func sentence(on sides: [LossBox.Side]) -> [PageBlock] {
    var groups: [(range: ClosedRange<UInt64>, names: [String])] = []
    for side in sides {
      let name = escaped(side.name, limit: 40)
      if let place = groups.firstIndex(where: { $0.range == side.examinedRange }) {
        groups[place].names.append(name)
      } else {
        groups.append((side.examinedRange, [name]))
      }
    }
    return groups.map { group in
      .paragraph(
        "Whatever "
          + (group.names.count == 1 ? "this figure is" : "each of these figures is")
          + " between \(CaseWording.factor(group.range.lowerBound)) and "
          + "\(CaseWording.factor(group.range.upperBound)) times its value in the case, the loss "
          + "persists: \(Headline.listed(group.names))."
      )
    }
  }
}

/// Logarithms to the base two in fixed point, the same on every machine.
enum BinaryLogarithm {
  private static let digits = 12

  /// The logarithm of a number that is not zero, in 4096ths, rounded down.
  static func value(of number: UInt64) -> UInt64 {
    let whole = UInt64(63 - number.leadingZeroBitCount)
    // The number as a fraction from 1 to 2, with 62 binary places.
    var fraction = whole > 62 ? number >> 1 : number << (62 - whole)
    var result = whole
    for _ in 0..<digits {
      let (high, low) = fraction.multipliedFullWidth(by: fraction)
      fraction = high << 2 | low >> 62
      let isTwoOrMore = fraction >= 1 << 63
      result = result << 1 | (isTwoOrMore ? 1 : 0)
      if isTwoOrMore { fraction >>= 1 }
    }
    return result
  }
}
