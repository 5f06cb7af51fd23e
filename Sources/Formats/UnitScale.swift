import Documents
import Quantities

/// A unit that a figure in a device or condition file may have.
struct UnitScale {
  /// What a figure amounts to: `factor` over 10 to the power `divisorExponent`, in our own scale.
  struct Unit {
    let name: String
    let factor: UInt64
    let divisorExponent: Int
  }

  /// What is measured, for messages: "a size such as '3 GiB'".
  let expectation: String
  let units: [Unit]

  /// The amount in our own scale, or nil after a problem was reported.
  func amount(of document: Document, _ what: String, _ log: inout ProblemLog) -> UInt64? {
    guard case .text(let text) = document.value else {
      return document.mismatch(what, expectation, &log)
    }
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, let number = DecimalText(parts[0]) else {
      log.report(document.place, "\(what) is \(quoted(text)), not \(expectation)")
      return nil
    }
    guard let unit = units.first(where: { $0.name == parts[1] }) else {
      log.report(
        document.place,
        "\(what) has the unknown unit \(quoted(String(parts[1])))",
        cure: "the units are \(units.map(\.name).joined(separator: ", "))"
      )
      return nil
    }
    guard let amount = number.exactly(times: unit.factor, overTenToThe: unit.divisorExponent) else {
      log.report(
        document.place,
        "\(what) is \(quoted(text)), not a whole number of \(units[0].name)"
      )
      return nil
    }
    return amount
  }

  private init(_ expectation: String, _ units: [(String, UInt64, Int)]) {
    self.expectation = expectation
    self.units = units.map { Unit(name: $0.0, factor: $0.1, divisorExponent: $0.2) }
  }

  static let size = UnitScale(
    "a size such as '3 GiB'",
    [
      ("B", 1, 0), ("kB", 1_000, 0), ("MB", 1_000_000, 0), ("GB", 1_000_000_000, 0),
      ("KiB", 1 << 10, 0), ("MiB", 1 << 20, 0), ("GiB", 1 << 30, 0),
    ]
  )

  static let time = UnitScale(
    "a time such as '12 us'",
    [
      ("ns", 1, 0), ("us", 1_000, 0), ("µs", 1_000, 0), ("ms", 1_000_000, 0),
      ("s", 1_000_000_000, 0),
    ]
  )

  /// In bytes per microsecond, which is the same as megabytes per second.
  static let bandwidth = UnitScale(
    "a bandwidth such as '14 GB/s'",
    [
      ("MB/s", 1, 0), ("kB/s", 1, 3), ("GB/s", 1_000, 0),
    ]
  )

  /// In operations per microsecond, which is the same as millions per second.
  static let speed = UnitScale(
    "a speed such as '62 GMAC/s'",
    [
      ("MMAC/s", 1, 0), ("GMAC/s", 1_000, 0), ("TMAC/s", 1_000_000, 0),
      ("Mop/s", 1, 0), ("Gop/s", 1_000, 0), ("Top/s", 1_000_000, 0),
    ]
  )

  /// In megahertz.
  static let clock = UnitScale("a clock such as '2.84 GHz'", [("MHz", 1, 0), ("GHz", 1_000, 0)])

  static let power = UnitScale("a power such as '3.5 W'", [("mW", 1, 0), ("W", 1_000, 0)])
}
