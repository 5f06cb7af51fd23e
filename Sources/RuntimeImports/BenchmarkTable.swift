import Documents
import Quantities

/// The CSV of TensorFlow Lite's `benchmark_model` with `--enable_op_profiling=true`.
///
/// The section "Run Order" of the operators has a line of column names and a line for each node:
/// `node type, first, avg_ms, %, cdf%, mem KB, times called, name`. Sections of the interpreter's
/// own start are left out. Source: tensorflow/core/util/stats_calculator.cc.
enum BenchmarkTable {
  static func read(_ text: LogText) throws(InputProblems) -> Profile {
    var rows: [Profile.Row] = []
    var columns: [String: Int] = [:]
    var isInitialisation = false
    for line in text.lines {
      if line.after("Profiling Info for Benchmark Initialization") != nil {
        isInitialisation = true
      } else if line.after("Operator-wise Profiling Info for Regular") != nil {
        isInitialisation = false
      }
      let fields = line.text.split(separator: ",", omittingEmptySubsequences: false)
        .map {
          String($0.drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\r" }.reversed())
        }
      if fields.contains("node type"), fields.contains(where: { $0.hasPrefix("avg") }) {
        // A second table lists the same nodes by their time.
        if !rows.isEmpty { break }
        columns = [:]
        for (position, field) in fields.enumerated() { columns[field] = position }
        continue
      }
      guard !isInitialisation, let type = columns["node type"],
        let time = columns["avg_ms"] ?? columns["avg ms"], let name = columns["name"]
      else {
        continue
      }
      guard fields.count > max(type, time, name) else {
        if !rows.isEmpty { break }
        continue
      }
      guard let milliseconds = Double(fields[time]), milliseconds >= 0, milliseconds < 3_600_000
      else { continue }
      rows.append(
        Profile.Row(
          name: Self.output(of: fields[name]),
          typeName: fields[type],
          target: nil,
          latency: Nanoseconds(UInt64((milliseconds * 1_000_000).rounded())),
          place: line.place
        )
      )
    }
    return try Profile.filled(
      .benchmarkModel,
      rows,
      Place(file: text.file),
      runs: 1,
      warmUps: 0
    )
  }

  /// The first output's name in `[conv2d]:0` or `[a, b]:3`.
  private static func output(of text: String) -> String {
    guard text.hasPrefix("["), let end = text.lastIndex(of: "]") else { return text }
    let list = text[text.index(after: text.startIndex)..<end]
    return String(list.prefix { $0 != "," })
  }
}
