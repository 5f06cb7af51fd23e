import Devices
import Formats
import Foundation
import Graphs
import Hunting
import Loading
import Plans
import Properties
import Quantities
import Randomness
import Strategies

/// Who hunts whom.
struct CaseOrigin {
  let strategy: String
  let command: String?
  let against: String?
  let againstCommand: String?
  let passes: String?
  let seed: Seed
  /// Whether it is a share of a hunt, which keeps a case of each cell.
  var isShare = false

  /// The name of a case's file.
  func name(of item: StoredCase) -> String {
    isShare ? CaseFile.shareName(of: item) : CaseFile.name(of: item)
  }

  /// A case as a file holds it.
  func stored(_ item: HuntedCase) -> StoredCase {
    let task = item.scenario.task
    return StoredCase(
      claim: StoredCase.Claim(
        property: item.violation.property.rawValue,
        cause: item.violation.cause,
        message: item.violation.message
      ),
      numbers: item.violation.loss,
      graph: task.graph,
      device: task.device,
      condition: task.condition,
      plan: item.violation.plan,
      network: item.violation.network,
      origin: StoredCase.Origin(
        strategy: strategy,
        command: command,
        against: against,
        againstCommand: againstCommand,
        passes: passes,
        seed: "\(seed)",
        run: item.run,
        family: item.scenario.family,
        cell: item.cell,
        severity: item.found.severity,
        choices: "\(item.token)",
        shrinking: item.shrinking.description
      ),
      box: item.box.map { CaseBox($0) }
    )
  }
}

extension CaseBox {
  /// The box of a case as its file has it.
  init(_ box: Box) {
    self.init(
      box.sides.map { CaseBox.Side(figure: $0.figure, lossRange: $0.lossRange) },
      examinedRange: Box.examinedRange
    )
  }
}

/// Keeps the folder of a hunt in step with what it has found.
///
/// A case that a worse one of its kind replaces is removed after the worse one was written, and
/// only if this hunt has written it, now or before it was killed: a hunt that is started again
/// makes the same runs, finds what it had stored, and ends with the folder that it would have had.
struct CorpusKeeper {
  let folder: CaseFolder?
  let origin: CaseOrigin
  private var version = 0
  private var written: [String] = []

  init(folder: CaseFolder?, origin: CaseOrigin) {
    self.folder = folder
    self.origin = origin
  }

  /// Writes what is new, then removes what is no longer kept; at the end of a hunt, when boxes are
  /// known, everything is written.
  mutating func keep(_ campaign: Campaign, isEnd: Bool = false) throws {
    guard let folder, campaign.version != version else { return }
    version = campaign.version
    var kept: [String] = []
    for item in campaign.cases {
      let stored = origin.stored(item)
      let name = origin.name(of: stored)
      kept.append(name)
      guard isEnd || !FileReading.isFile(folder.path + "/" + name) else {
        if !written.contains(name), isOwn(folder.path + "/" + name, stored) { written.append(name) }
        continue
      }
      try folder.write(stored, named: name)
      written.append(name)
    }
    for name in written where !kept.contains(name) { try folder.remove(name) }
    written.removeAll { !kept.contains($0) }
  }

  /// Whether a file was written by this hunt, or by one of the same strategy and seed.
  private func isOwn(_ path: String, _ item: StoredCase) -> Bool {
    guard let old = try? Inputs().storedCase(at: path) else { return false }
    return old.origin.strategy == item.origin.strategy && old.origin.seed == item.origin.seed
      && old.origin.passes == item.origin.passes && old.origin.against == item.origin.against
      && old.origin.run == item.origin.run
  }
}
