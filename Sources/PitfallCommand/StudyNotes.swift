import ArgumentParser
import Checking
import Devices
import Documents
import Formats
import Foundation
import Graphs
import Quantities
import Strategies
import Studies

/// What a study has found so far, in a file beside its results until these are written.
///
/// A line of JSON for each piece of work; the first one is a hash of all that was asked, so that
/// notes of another study are not taken for this one's. Each line is written at once, and a line
/// that an interruption cut short costs its piece only.
struct StudyNotes {
  /// What earlier runs of the same study have found.
  private(set) var known = StudyRecord()
  /// Where the notes lie.
  let path: String
  private let handle: Int32

  /// Reads the notes of the same study in a folder, or begins them afresh.
  init(of study: Study, in folder: String) throws {
    path = folder + "/unfinished.jsonl"
    let title = "{\"study\":\"\(Self.hash(of: study))\"}"
    let earlier = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
    let lines = earlier.split(separator: UInt8(ascii: "\n"))
    let isSame = lines.first.map { $0.elementsEqual(title.utf8) } ?? false
    if isSame {
      let settings = study.settings
      for line in lines.dropFirst() {
        let entry = Self.entry(Array(line), settings, strategies: study.contenders.count)
        if let entry { known.add(entry) }
      }
    }
    handle = open(path, O_WRONLY | O_CREAT | O_APPEND | (isSame ? 0 : O_TRUNC), 0o644)
    guard handle >= 0 else {
      throw Failure(.missingInput, "\(escaped(path, limit: 4_096)): cannot be written")
    }
    // A line that was cut short is ended, so that the next one stands by itself.
    if !isSame { write(title) } else if earlier.last != UInt8(ascii: "\n") { write("") }
  }

  /// Adds what was found of a piece; what cannot be written is found again by the next run.
  func add(_ entry: StudyRecord.Entry) {
    let text =
      switch entry {
      case .outcomes(let outcomes, let piece):
        JSONValue.object([
          "piece": .integer(Int64(piece)), "outcomes": .list(outcomes.map(Self.json)),
        ])
      case .predictions(let rows, let piece):
        JSONValue.object([
          "piece": .integer(Int64(piece)), "predictions": .list(rows.map(Self.json)),
        ])
      }
    write(JSONWriter.text(text, .compact).trimmingCharacters(in: .newlines))
  }

  /// Takes the notes away, because the results are written.
  func remove() {
    close(handle)
    unlink(path)
  }

  private func write(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = Foundation.write(handle, bytes, bytes.count)
  }

  /// The hash of models, devices, what their processors accept, conditions, strategies and this
  /// build.
  private static func hash(of study: Study) -> String {
    let parts: [JSONValue] =
      [
        .text(Pitfall.configuration.version), .text(build),
        .unsigned(study.deadline?.amount ?? 0),
      ]
      + study.models.flatMap { [.text($0.name), GraphFile.json($0.graph)] }
      + study.devices.map { DeviceFile.json($0) }
      + study.conditions.map { ConditionFile.json($0) }
      + study.contenders.map { .text($0.name) }
      + study.models.flatMap { model in
        study.devices.map { .text(support(of: model.graph, on: $0)) }
      }
    return StableHash.digits(of: JSONWriter.text(.list(parts), .compact).utf8)
  }
}

// MARK: - Build and support

extension StudyNotes {
  /// Tells this executable from one that was built before.
  private static var build: String {
    let path = Bundle.main.executablePath ?? ""
    let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
    let date = attributes[.modificationDate] as? Date
    return "\(attributes[.size] ?? 0) \(date?.timeIntervalSince1970 ?? 0)"
  }

  /// Which operators each processor accepts, since a device names its backends only.
  private static func support(of graph: Graph, on device: Device) -> String {
    device.processors.values
      .map { processor in
        String(
          graph.operators.indices.map { processor.accepts($0, in: graph) ? "1" : "0" as Character }
        )
      }
      .joined(separator: " ")
  }
}

// MARK: - Lines

extension StudyNotes {
  private static func json(_ outcome: StudyCell.Outcome) -> JSONValue {
    switch outcome {
    case .declined(let reason): return .text(reason)
    case .ran(let run):
      let counts = [
        run.latency.amount, run.best.amount, UInt64(run.operators), UInt64(run.divided),
        UInt64(run.refused), UInt64(run.processors), run.peak.amount, run.energy.amount,
        UInt64(run.frames), UInt64(run.droppedFrames), run.bestPeak.amount, run.bestEnergy.amount,
      ]
      return .object([
        "counts": .list(counts.map(JSONValue.unsigned)), "best": .text(run.bestProcessor),
        "changed": .boolean(run.changesNetwork),
        "predicted": run.predicted.map { .unsigned($0.amount) },
        "cause": run.cause.map { .text($0.rawValue) },
      ])
    }
  }

  private static func json(_ row: PredictionStudy.Row) -> JSONValue {
    .object([
      "strategy": .text(row.strategy), "estimate": .text(row.estimate.name),
      "times": .list(
        [row.predicted, row.latency, row.informed].map { .unsigned($0.amount) }
      ),
    ])
  }

  /// What a line says; nil for one that was cut short.
  private static func entry(_ line: [UInt8], _ settings: [StudySetting], strategies: Int)
    -> StudyRecord.Entry?
  {
    guard let document = try? JSONReader.read(line, file: "notes"),
      let piece = document["piece"]?.amount.map(Int.init), settings.indices.contains(piece)
    else { return nil }
    if let list = document["outcomes"]?.elements {
      let outcomes = list.compactMap(outcome)
      guard outcomes.count == strategies else { return nil }
      return .outcomes(outcomes, piece: piece)
    }
    guard let list = document["predictions"]?.elements else { return nil }
    let rows = list.compactMap { row($0, settings[piece]) }
    return rows.count == list.count ? .predictions(rows, piece: piece) : nil
  }

  private static func outcome(_ document: Document) -> StudyCell.Outcome? {
    if let reason = document.words { return .declined(reason) }
    guard let counts = document["counts"]?.elements?.compactMap(\.amount), counts.count == 12,
      counts[0] > 0, counts[1] > 0, let best = document["best"]?.words,
      let changed = document["changed"]
    else { return nil }
    return .ran(
      StudyRun(
        latency: Nanoseconds(counts[0]),
        best: Nanoseconds(counts[1]),
        bestProcessor: best,
        changesNetwork: changed.value == .boolean(true),
        operators: Int(clamping: counts[2]),
        divided: Int(clamping: counts[3]),
        refused: Int(clamping: counts[4]),
        processors: Int(clamping: counts[5]),
        peak: Bytes(counts[6]),
        energy: Nanojoules(counts[7]),
        bestPeak: Bytes(counts[10]),
        bestEnergy: Nanojoules(counts[11]),
        frames: Int(clamping: counts[8]),
        droppedFrames: Int(clamping: counts[9]),
        predicted: document["predicted"]?.amount.map { Nanoseconds($0) },
        cause: document["cause"]?.words.flatMap(LossSplit.Cause.init)
      )
    )
  }

  private static func row(
    _ document: Document,
    _ setting: StudySetting
  ) -> PredictionStudy.Row? {
    guard let strategy = document["strategy"]?.words,
      let estimate = document["estimate"]?.words.flatMap(Estimate.init(name:)),
      let times = document["times"]?.elements?.compactMap(\.amount), times.count == 3,
      times.allSatisfy({ $0 > 0 })
    else { return nil }
    return PredictionStudy.Row(
      model: setting.model,
      device: setting.device,
      condition: setting.condition,
      strategy: strategy,
      estimate: estimate,
      predicted: Nanoseconds(times[0]),
      latency: Nanoseconds(times[1]),
      informed: Nanoseconds(times[2])
    )
  }
}

extension Document {
  fileprivate var elements: [Document]? {
    if case .list(let elements) = value { elements } else { nil }
  }

  fileprivate var words: String? {
    if case .text(let text) = value { text } else { nil }
  }

  /// A number that a study can have found; sums of such numbers stay in range.
  fileprivate var amount: UInt64? {
    guard case .integer(let number) = value, 0...1 << 50 ~= number else { return nil }
    return UInt64(number)
  }
}
