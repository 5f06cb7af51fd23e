/// What others measured on phones about placements on several processors.
///
/// Rows of `Specs/measurements/ai-hub-mixed.csv`: Qualcomm AI Hub's latencies of models with layers
/// on the NPU and on another unit, against the same model on the same device with all of them on
/// the NPU. The runtimes of the two may differ; the control says what that alone makes.
package struct FieldEvidence: Hashable, Sendable {
  /// A mixed placement and the NPU alone.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let device: String
    package let runtime: String
    /// The layers on each unit.
    package let npu: Int
    package let gpu: Int
    package let cpu: Int
    /// The mixed placement's time over that of the NPU alone, in thousandths.
    package let ratio: UInt64

    /// The units with layers.
    package var units: String {
      [("NPU", npu), ("GPU", gpu), ("CPU", cpu)].filter { $0.1 > 0 }.map(\.0)
        .joined(separator: " + ")
    }
  }

  /// One runtime against the fastest of the others, all layers on the NPU.
  package struct Control: Hashable, Sendable {
    package let runtime: String
    package let pairs: Int
    package let slower: Int
    /// The median ratio of its time to the other's, in thousandths.
    package let median: UInt64
  }

  package let rows: [Row]
  package let controls: [Control]

  /// Reads the file; nil where it has no mixed rows or is no such file.
  package init?(csv text: String) {
    var rows: [Row] = []
    var controls: [Control] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 11 else { return nil }
      if fields[0] == "mixed", let time = Self.nanoseconds(fields[5]),
        let alone = Self.nanoseconds(fields[10]), let npu = Int(fields[6]),
        let gpu = Int(fields[7]), let cpu = Int(fields[8])
      {
        let ratio = Ratio.thousandths(time, over: alone)
        rows.append(
          Row(
            model: fields[1],
            device: fields[3],
            runtime: fields[4],
            npu: npu,
            gpu: gpu,
            cpu: cpu,
            ratio: ratio
          )
        )
      } else if fields[0] == "control", let median = Self.nanoseconds(fields[5]),
        let pairs = Int(fields[6]), let slower = Int(fields[7])
      {
        let control = Control(
          runtime: fields[4],
          pairs: pairs,
          slower: slower,
          median: median / 1_000
        )
        controls.append(control)
      }
    }
    guard !rows.isEmpty else { return nil }
    self.rows = rows
    self.controls = controls
  }

  /// A decimal number of milliseconds in millionths.
  private static func nanoseconds(_ text: String) -> UInt64? {
    let sides = text.split(separator: ".", maxSplits: 1).map(String.init)
    guard let whole = sides.first.flatMap({ UInt64($0) }), whole < 1_000_000_000 else { return nil }
    let digits = sides.count > 1 ? String(sides[1].prefix(6)) : ""
    let padded = digits + String(repeating: "0", count: 6 - digits.count)
    return UInt64(padded).map { whole * 1_000_000 + $0 }
  }

  /// How many of the mixed placements are slower than the NPU alone.
  package var slower: Int { rows.count { $0.ratio > 1_000 } }

  /// The rows of each set of units or runtime, with how many are slower and the median ratio.
  package func summaries(by key: KeyPath<Row, String>) -> [Summary] {
    var names: [String] = []
    for row in rows where !names.contains(row[keyPath: key]) { names.append(row[keyPath: key]) }
    return names.map { name in
      let some = rows.filter { $0[keyPath: key] == name }
      return Summary(
        name: name,
        count: some.count,
        slower: some.count { $0.ratio > 1_000 },
        median: Ratio.median(some.map(\.ratio)) ?? 0,
        greatest: some.map(\.ratio).max() ?? 0
      )
    }
  }

  /// What some mixed placements come to.
  package struct Summary: Hashable, Sendable {
    package let name: String
    package let count: Int
    package let slower: Int
    package let median: UInt64
    package let greatest: UInt64
  }
}
