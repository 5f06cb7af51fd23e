package import Documents
package import Quantities

/// What a runtime measured: the time of each operator, warm-ups left out.
package struct Profile: Hashable, Sendable {
  /// The formats of profiles.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case onnxRuntime = "onnxruntime-profile"
    case openVINO = "openvino-profile"
    case benchmarkModel = "tflite-benchmark"
  }

  /// The time of one operator: the median of its runs.
  package struct Row: Hashable, Sendable {
    package let name: String
    package let typeName: String?
    /// The runtime's name of what it ran on, where it says it.
    package let target: String?
    package let latency: Nanoseconds
    /// The extents of its first output, where the runtime says them.
    package var extents: [Int]?
    /// The extents of what it reads, where the runtime says them.
    package var inputs: [[Int]] = []
    package let place: Place
  }

  package let kind: Kind
  /// The operators, in the order of the profile.
  package let rows: [Row]
  /// The conversions between layouts or devices, which no operator of the model is.
  package let conversions: [Row]
  /// The runs that were counted, and those that were left out as warm-ups.
  package let runs: Int
  package let warmUps: Int

  /// Reads a profile.
  ///
  /// - Throws: where the bytes are no profile that is known, or hold no times.
  package static func read(_ bytes: [UInt8], file: String) throws(InputProblems) -> Profile {
    guard let first = bytes.first(where: { $0 > 0x20 }) else { throw LogText.empty(file) }
    guard first == UInt8(ascii: "[") else {
      return try BenchmarkTable.read(try LogText(bytes, file: file, cure: formats))
    }
    let document = try JSONSource.document(bytes, file: file)
    guard case .list(let items) = document.value, let item = items.first else {
      throw unknown(document.place)
    }
    if item["real_us"] != nil { return try openVINO(items, document.place) }
    if item["ph"] != nil || item["cat"] != nil { return try onnxRuntime(items, document.place) }
    throw unknown(document.place)
  }

  static func unknown(_ place: Place) -> InputProblems {
    LogText.problem(
      place,
      "this is no profile that is known here",
      cure: formats
    )
  }

  /// What may be given as a profile.
  private static let formats =
    "give ONNX Runtime's profile (enable_profiling), OpenVINO's get_profiling_info as JSON, "
    + "or the CSV of benchmark_model --enable_op_profiling=true "
    + "--profiling_output_csv_file=…; other tables go to 'pitfall calibrate ROWS.csv'"

  // MARK: ONNX Runtime

  /// Runs are told apart by the `model_run` events; of three or more the first is a warm-up.
  private static func onnxRuntime(_ items: [Document], _ place: Place) throws(InputProblems)
    -> Profile
  {
    var order: [String] = []
    var samples: [String: [(row: Row, run: Int)]] = [:]
    var run = 0
    for event in items {
      guard case .text(let category)? = event["cat"]?.value,
        case .text(let label)? = event["name"]?.value
      else { continue }
      if category == "Session", label == "model_run" { run += 1 }
      guard category == "Node", label.hasSuffix("_kernel_time"), let arguments = event["args"],
        case .integer(let microseconds)? = event["dur"]?.value, microseconds >= 0,
        microseconds < 3_600_000_000
      else { continue }
      let name = String(label.dropLast(12))
      if samples[name] == nil { order.append(name) }
      let row = Row(
        name: name,
        typeName: text(arguments["op_name"]),
        target: text(arguments["provider"]),
        latency: Nanoseconds(UInt64(microseconds) * 1_000),
        extents: JSONSource.extents("output_type_shape", of: arguments).first,
        inputs: JSONSource.extents("input_type_shape", of: arguments),
        place: event.place
      )
      samples[name, default: []].append((row, run))
    }
    let total = Set(samples.values.joined().map(\.run)).count
    let warmUps = total >= 3 ? 1 : 0
    let least = samples.values.joined().map(\.run).min() ?? 0
    var rows: [Row] = []
    for name in order {
      let own = (samples[name] ?? []).filter { $0.run >= least + warmUps }.map(\.row)
      if let median = median(own) { rows.append(median) }
    }
    return try filled(.onnxRuntime, rows, place, runs: total - warmUps, warmUps: warmUps)
  }

  private static func text(_ document: Document?) -> String? {
    guard case .text(let text)? = document?.value else { return nil }
    return text
  }

  /// The row of the middle latency; of two in the middle the lower.
  private static func median(_ rows: [Row]) -> Row? {
    guard !rows.isEmpty else { return nil }
    return rows.sorted { $0.latency < $1.latency }[(rows.count - 1) / 2]
  }

  // MARK: OpenVINO

  private static func openVINO(_ items: [Document], _ place: Place) throws(InputProblems)
    -> Profile
  {
    var log = ProblemLog()
    var rows: [Row] = []
    for item in items where text(item["status"])?.hasSuffix("NOT_RUN") != true {
      guard let name = text(item["node_name"]), let time = item["real_us"],
        let latency = nanoseconds(time)
      else {
        log.report(
          item.place,
          "a row without 'node_name' or a time in 'real_us'",
          cure: "write the list of get_profiling_info as JSON"
        )
        continue
      }
      rows.append(
        Row(
          name: name,
          typeName: text(item["node_type"]),
          target: nil,
          latency: latency,
          place: item.place
        )
      )
    }
    try log.check()
    return try filled(.openVINO, rows, place, runs: 1, warmUps: 0)
  }

  private static func nanoseconds(_ time: Document) -> Nanoseconds? {
    let written: String
    switch time.value {
    case .integer(let value): written = String(value)
    case .decimal(let digits): written = digits
    default: return nil
    }
    return Self.nanoseconds(microseconds: written)
  }

  /// Microseconds as they are written, rounded to nanoseconds.
  static func nanoseconds(microseconds text: String) -> Nanoseconds? {
    guard let value = Double(text), value >= 0, value < 3_600_000_000 else { return nil }
    return Nanoseconds(UInt64((value * 1_000).rounded()))
  }

  /// The profile, its conversions apart; it must hold something.
  static func filled(_ kind: Kind, _ rows: [Row], _ place: Place, runs: Int, warmUps: Int)
    throws(InputProblems) -> Profile
  {
    let types: Set<String> = ["Reorder", "ReorderInput", "ReorderOutput", "MemcpyFromHost"]
    let isConversion = { (row: Row) in row.typeName.map(types.contains) ?? false }
    let own = rows.filter { !isConversion($0) }
    guard !own.isEmpty else { throw unknown(place) }
    return Profile(
      kind: kind,
      rows: own,
      conversions: rows.filter(isConversion),
      runs: runs,
      warmUps: warmUps
    )
  }
}
