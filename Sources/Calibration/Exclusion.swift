import Graphs
import Quantities

/// The rules by which measurements are left out before anything is fitted to them.
package enum ExclusionRule {
  /// How far a measurement may lie above the shortest of its own runs.
  private static let spread: UInt64 = 1_300
  /// How far two measurements of the same thing may differ.
  private static let repetition: UInt64 = 1_300

  /// Splits measurements into those to keep and those that a rule leaves out.
  ///
  /// Left out are: a model whose layers ran on several processors; a latency outside the range of
  /// its own runs; one that is more than 1.3 times the shortest run, because something else ran
  /// at the same time; and measurements of the same thing that differ by more than 1.3 times. Of
  /// others that repeat each other the first is kept.
  package static func sift(_ measurements: [Measurement])
    -> (kept: [Measurement], excluded: [CalibrationReport.Exclusion])
  {
    var excluded: [CalibrationReport.Exclusion] = []
    var groups: [(key: Key, items: [Measurement])] = []
    var positions: [Key: Int] = [:]
    for measurement in measurements {
      if let reason = ownReason(measurement) {
        excluded.append(CalibrationReport.Exclusion(measurement, reason))
        continue
      }
      let key = Key(measurement)
      if let position = positions[key] {
        groups[position].items.append(measurement)
      } else {
        positions[key] = groups.count
        groups.append((key, [measurement]))
      }
    }
    var kept: [Measurement] = []
    for (_, items) in groups {
      let times = items.map(\.latency)
      if let least = times.min(), let most = times.max(), most.exceeds(least, repetition) {
        excluded += items.map {
          CalibrationReport.Exclusion($0, "measured more than once, with very different results")
        }
        continue
      }
      kept += items.prefix(1)
      excluded += items.dropFirst()
        .map { CalibrationReport.Exclusion($0, "repeats a measurement") }
    }
    return (kept, excluded)
  }

  private static func ownReason(_ measurement: Measurement) -> String? {
    if let mixture = measurement.mixture {
      return "its layers ran on several processors: " + mixture
    }
    guard let range = measurement.range else { return nil }
    if measurement.latency < range.lowerBound || measurement.latency > range.upperBound {
      return "its latency lies outside the range of its own runs"
    }
    if measurement.latency.exceeds(range.lowerBound, spread) {
      return "it is more than 1.3 times the shortest of its own runs"
    }
    return nil
  }

  /// What two measurements of the same thing have in common.
  private struct Key: Hashable {
    let model: String
    let subject: Measurement.Subject
    let device: String?
    let processor: String
    let precision: String?
    let threads: Int?

    init(_ measurement: Measurement) {
      model = measurement.model
      subject = measurement.subject
      device = measurement.device
      processor = measurement.processor
      precision = measurement.precision?.rawValue
      threads = measurement.threads
    }
  }
}

extension Nanoseconds {
  /// Whether the time is more than a factor in thousandths of another one.
  fileprivate func exceeds(_ other: Nanoseconds, _ factor: UInt64) -> Bool {
    amount > (other.scaled(by: factor, over: 1_000)?.amount ?? .max)
  }
}
