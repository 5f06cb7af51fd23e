import ArgumentParser
import Documents
import Foundation

/// A time such as `33ms`, `0.8 ms` or `5min`, as people type it.
struct TimeSpan: ExpressibleByArgument, CustomStringConvertible {
  /// The time, above zero and below 2⁶⁰.
  let nanoseconds: UInt64

  init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  init?(argument: String) {
    let units: [(suffix: String, nanoseconds: UInt64)] = [
      ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("min", 60_000_000_000),
      ("s", 1_000_000_000),
    ]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let number = DecimalText(
        argument.dropLast(unit.suffix.count).trimmingCharacters(in: .whitespaces)
      ),
      let amount = number.exactly(times: unit.nanoseconds), amount > 0, amount < 1 << 60
    else { return nil }
    nanoseconds = amount
  }

  var description: String {
    nanoseconds % 1_000_000_000 == 0
      ? "\(nanoseconds / 1_000_000_000)s" : "\(nanoseconds / 1_000)us"
  }

  var defaultValueDescription: String { description }
}
