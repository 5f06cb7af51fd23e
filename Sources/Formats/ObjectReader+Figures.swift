import Devices
import Documents
import Graphs
import Quantities

/// Figures with units, inside `Limits`.
extension ObjectReader {
  /// The size under a key; nil where it is absent or wrong.
  func size(_ key: String, _ log: inout ProblemLog) -> Bytes? {
    guard let amount = amount(key, .size, &log) else { return nil }
    guard amount <= Limits.bytes.amount else {
      reportTooMuch(key, "\(Limits.bytes.amount) bytes", &log)
      return nil
    }
    return Bytes(amount)
  }

  /// The time under a key; nil where it is absent or wrong.
  func time(_ key: String, _ log: inout ProblemLog) -> Nanoseconds? {
    guard let amount = amount(key, .time, &log) else { return nil }
    guard amount <= Limits.duration.amount else {
      reportTooMuch(key, "an hour", &log)
      return nil
    }
    return Nanoseconds(amount)
  }

  /// The bandwidth under a key; nil where it is absent or wrong.
  func bandwidth(_ key: String, _ log: inout ProblemLog) -> Rate? {
    optional(key).flatMap { $0.rate(.bandwidth, quoted(key), &log) }
  }

  /// The power under a key, in milliwatts; zero where it is absent or wrong.
  func power(_ key: String, _ log: inout ProblemLog) -> UInt64 {
    guard let amount = amount(key, .power, &log) else { return 0 }
    guard amount <= 1_000_000 else {
      reportTooMuch(key, "a kilowatt", &log)
      return 0
    }
    return amount
  }

  /// The clock under a key, in megahertz; nil where it is absent or wrong.
  func clock(_ key: String, _ log: inout ProblemLog) -> UInt64? {
    guard let amount = amount(key, .clock, &log) else { return nil }
    guard (1...1_000_000).contains(amount) else {
      log.report(
        optional(key)?.place ?? place,
        "\(quoted(key)) is not between 1 MHz and 1000 GHz"
      )
      return nil
    }
    return amount
  }

  private func amount(_ key: String, _ scale: UnitScale, _ log: inout ProblemLog) -> UInt64? {
    optional(key).flatMap { scale.amount(of: $0, quoted(key), &log) }
  }

  private func reportTooMuch(_ key: String, _ most: String, _ log: inout ProblemLog) {
    log.report(optional(key)?.place ?? place, "\(quoted(key)) is more than \(most)")
  }

  /// Reports each of the keys that is absent.
  func require(_ keys: [String], _ log: inout ProblemLog) {
    for key in keys { _ = required(key, &log) }
  }
}

extension Document {
  /// A rate above zero; nil where it is wrong.
  func rate(_ scale: UnitScale, _ what: String, _ log: inout ProblemLog) -> Rate? {
    guard let amount = scale.amount(of: self, what, &log) else { return nil }
    guard amount <= 1 << 40, let rate = Rate(perMicrosecond: amount) else {
      log.report(place, "\(what) is \(amount == 0 ? "zero" : "too large")")
      return nil
    }
    return rate
  }
}
