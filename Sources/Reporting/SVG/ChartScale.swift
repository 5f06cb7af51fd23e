import Documents
import Quantities

/// A horizontal scale from zero, in percent of the chart's width.
///
/// Positions are percentages and heights are pixels, so that a chart fits any window without
/// distorting its patterns and letters.
struct ChartScale {
  /// The amount at the right end, at least one.
  let span: UInt64

  init(_ span: UInt64) {
    self.span = max(span, 1)
  }

  /// A scale for times, with some room to the right of the longest.
  static func time(_ longest: Nanoseconds) -> ChartScale {
    ChartScale(longest.amount + longest.amount / 50)
  }

  /// Where an amount lies, such as `12.345%`.
  func position(_ amount: UInt64) -> String {
    Self.percent(Self.thousandths(amount, of: span))
  }

  /// The width of an amount; tiny ones stay visible.
  func width(_ amount: UInt64) -> String {
    Self.percent(max(Self.thousandths(amount, of: span), 200))
  }

  /// The amount in thousandths of a percent of the whole.
  static func thousandths(_ amount: UInt64, of whole: UInt64) -> UInt64 {
    Quantity<SizeDimension>(amount).scaled(by: 100_000, over: max(whole, 1))?.amount ?? 100_000
  }

  /// Thousandths of a percent as a CSS length.
  static func percent(_ thousandths: UInt64) -> String {
    Thousandths.exact(thousandths) + "%"
  }

  /// Four to eight round amounts along the scale, zero first.
  var ticks: [UInt64] {
    var step: UInt64 = 1
    while span / step > 8 {
      if span / (step * 2) <= 8 {
        step *= 2
      } else if span / (step * 5) <= 8 {
        step *= 5
      } else {
        step *= 10
      }
    }
    return stride(from: 0, through: span, by: UInt64.Stride(step)).map { $0 }
  }
}

/// How wide a window must be for a text to fit into a share of a chart.
enum TextRoom {
  /// The class of a text of so many characters in a box of so many thousandths of a percent; nil
  /// where it fits nowhere.
  static func className(characters: Int, in thousandths: UInt64) -> String? {
    let needed = UInt64(characters * 7 + 8) * 100_000
    if thousandths * 330 >= needed { return "fits" }
    if thousandths * 620 >= needed { return "fits medium" }
    if thousandths * 980 >= needed { return "fits wide" }
    return nil
  }
}
