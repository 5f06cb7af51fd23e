import Documents
import Formats
import Foundation
import Hunting
import Plans

/// What became of each case when the baseline was written, so that a gate fails only for what got
/// worse since: the format `pitfall.baseline/1`.
struct ReplayBaseline {
  /// What became of a case.
  struct Entry: Hashable {
    /// The name of its file.
    let name: String
    /// Whether the strategy broke the property.
    let isFailing: Bool
    /// The loss, in thousandths, where the property speaks of time.
    let loss: UInt64?
  }

  private static let format = "pitfall.baseline/1"
  private let entries: [String: Entry]

  /// Takes the results of a replay.
  init(_ results: [ReplayedCase]) {
    entries = Dictionary(results.map { ($0.name, Self.entry($0)) }) { first, _ in first }
  }

  /// Reads a baseline.
  init(_ document: Document) throws(InputProblems) {
    var log = ProblemLog()
    guard let object = document.object("a baseline", keys: ["format", "cases"], &log) else {
      try log.check()
      throw InputProblems(InputProblem(document.place, "not a baseline"))
    }
    object.checkFormat(Self.format, &log)
    var entries: [String: Entry] = [:]
    for item in object.list("cases", &log) ?? [] {
      let keys = ["file", "failing", "loss_thousandths"]
      guard let entry = item.object("a case of a baseline", keys: keys, &log),
        let name = entry.text("file", &log),
        let isFailing = entry.required("failing", &log)?.boolean("'failing'", &log)
      else { continue }
      let loss = entry.optional("loss_thousandths")?
        .integer("'loss_thousandths'", in: 0 ... .max, &log)
      entries[name] = Entry(name: name, isFailing: isFailing, loss: loss.map { UInt64($0) })
    }
    try log.check()
    self.entries = entries
  }

  private static func entry(_ result: ReplayedCase) -> Entry {
    Entry(
      name: result.name,
      isFailing: result.replay.status.isFailing,
      loss: result.replay.violation?.loss?.thousandths
    )
  }

  /// What became of a case since the baseline.
  func change(of result: ReplayedCase) -> Change {
    let now = Self.entry(result)
    guard let once = entries[now.name] else { return now.isFailing ? .new : .same }
    guard now.isFailing else { return once.isFailing ? .fixed : .same }
    guard once.isFailing else { return .new }
    let (mine, theirs) = (now.loss ?? 0, once.loss ?? 0)
    if mine == theirs { return .same }
    return mine > theirs ? .worse : .better
  }

  /// A change since the baseline.
  enum Change: String, CaseIterable {
    /// The property holds now.
    case fixed
    /// Less is lost.
    case better
    /// As it was.
    case same
    /// More is lost.
    case worse
    /// It did not fail when the baseline was written, or was not there.
    case new

    /// Whether a gate lets it pass.
    var passes: Bool {
      switch self {
      case .fixed, .better, .same: true
      case .worse, .new: false
      }
    }
  }

  /// The JSON form, by name.
  var json: JSONValue {
    .object([
      "format": .text(Self.format),
      "cases": .list(
        entries.values.sorted { $0.name < $1.name }
          .map { entry in
            .object([
              "file": .text(entry.name),
              "failing": .boolean(entry.isFailing),
              "loss_thousandths": entry.loss.map { .unsigned($0) },
            ])
          }
      ),
    ])
  }

  /// Writes the baseline, whole or not at all.
  func write(to path: String) throws {
    try FileWriting.write(Data(JSONWriter.bytes(json)), to: path)
  }
}
