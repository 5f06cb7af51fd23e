package import Devices
package import Documents
import Quantities

/// Many devices calibrated one by one from the same device file: on some models each, to predict
/// the rest.
package struct Survey: Sendable {
  /// One device.
  package struct Entry: Sendable {
    /// The device's name in the measurements.
    package let name: String
    /// The fit to the models that it was calibrated on.
    package let fit: Fit
    /// The predictions of everything else.
    package let rest: FitQuality
  }

  /// The devices in the order in which the measurements name them.
  package let entries: [Entry]
  /// The devices that were left out, each with the reason.
  package let skipped: [(name: String, reason: String)]

  /// Calibrates each device on the models that `given` names and predicts the others.
  ///
  /// Devices of which fewer than all given models, or no other, were measured are left out.
  package init(
    _ device: Device,
    _ runs: [MeasuredRun],
    on given: [String],
    prior: Prior = .none,
    figures: ([MeasuredRun]) -> [FittedFigure]
  ) {
    var entries: [Entry] = []
    var skipped: [(name: String, reason: String)] = []
    for (name, own) in Self.groups(runs, by: { $0.measurement.device ?? device.name }) {
      let known = own.filter { $0.measurement.isOf(given) }
      let rest = own.filter { !$0.measurement.isOf(given) }
      let absent = given.filter { model in !known.contains { $0.measurement.isOf([model]) } }
      guard absent.isEmpty else {
        skipped.append((name, "no measurement of \(absent.joined(separator: ", "))"))
        continue
      }
      guard !rest.isEmpty else {
        skipped.append((name, "nothing was measured besides the models to calibrate with"))
        continue
      }
      let fit = Fit(figures(known), of: [device], to: known, prior: prior)
      entries.append(Entry(name: name, fit: fit, rest: FitQuality(rest, on: fit.devices)))
    }
    self.entries = entries
    self.skipped = skipped
  }

  /// Calibrates each device under what devices of other families tell (`PriorLearning`).
  ///
  /// The families are divided into `folds`; those of each fold are predicted after learning from
  /// all others, so that nothing about a device comes from itself but what it is calibrated on.
  package init(
    learningFromOthers device: Device,
    _ runs: [MeasuredRun],
    on given: [String],
    figures: [Figure],
    folds: Int = 5,
    progress: (String) -> Void = { _ in }
  ) {
    let families = Self.groups(runs) { $0.measurement.family ?? $0.measurement.device ?? "" }
    let surveys = (0..<min(folds, families.count))
      .map { fold in
        progress("learning from the families outside fold \(fold + 1) of \(folds)")
        let own = families.enumerated().filter { $0.offset % folds == fold }.flatMap(\.element.runs)
        let others = families.enumerated().filter { $0.offset % folds != fold }
          .flatMap(\.element.runs)
        let (middle, prior) = Self.learn(device, others, figures)
        let fitted = prior.figures.map { FittedFigure($0, of: [0]) }
        return Survey(middle, own, on: given, prior: prior) { known in
          fitted.filter { $0.isMeasured(by: known) }
        }
      }
    entries = surveys.flatMap(\.entries)
    skipped = surveys.flatMap(\.skipped)
  }

  /// What devices tell about the figures of each processor that was measured.
  package static func learn(_ device: Device, _ runs: [MeasuredRun], _ figures: [Figure])
    -> (device: Device, prior: Prior)
  {
    var middle = device
    var prior = Prior.none
    for processor in device.processors.values {
      let pool = device.pools[processor.pool].name
      let own = figures.filter { figure in
        switch figure.owner {
        case .processor(let name): name == processor.name
        case .link(let source, let target):
          processor.kind != .cpu && (source == pool || target == pool)
        }
      }
      let measured = runs.filter { $0.measurement.processor == processor.name }
      guard !own.isEmpty, !measured.isEmpty else { continue }
      let groups = groups(measured) { $0.measurement.device ?? "" }.map(\.runs)
      let learning = PriorLearning(middle, own, from: groups)
      middle = learning.device
      prior = prior.joined(with: learning.prior)
    }
    return (middle, prior)
  }

  /// The runs by a name, in the order in which the names come first.
  private static func groups(_ runs: [MeasuredRun], by name: (MeasuredRun) -> String)
    -> [(name: String, runs: [MeasuredRun])]
  {
    var groups: [(name: String, runs: [MeasuredRun])] = []
    var positions: [String: Int] = [:]
    for run in runs {
      let name = name(run)
      if let position = positions[name] {
        groups[position].runs.append(run)
      } else {
        positions[name] = groups.count
        groups.append((name, [run]))
      }
    }
    return groups
  }

  /// The predictions of all devices together.
  package var rest: FitQuality { FitQuality(entries.flatMap(\.rest.rows)) }

  /// A line for each device, then all of them together.
  package var text: String {
    let lines = entries.map { "\($0.name): \(CalibrationReport.summary($0.rest))" }
    let all = "all \(entries.count) devices: \(CalibrationReport.summary(rest))"
    let each = rest.parts.map { "  \($0.name): \(CalibrationReport.summary($0.quality))" }
    return (lines + ["", all] + each).map { $0 + "\n" }.joined()
  }

  /// The same for programs.
  package var json: JSONValue {
    .object([
      "format": "pitfall.calibration/1",
      "devices": .list(
        entries.map {
          .object(["name": .text($0.name), "rest": CalibrationReport.json($0.rest)])
        }
      ),
      "rest": CalibrationReport.json(rest),
      "skipped": .list(
        skipped.map { .object(["name": .text($0.name), "reason": .text($0.reason)]) }
      ),
    ])
  }
}

extension Measurement {
  /// Whether the model is one of those named: by its reference, or by its file's name.
  fileprivate func isOf(_ models: [String]) -> Bool {
    let file = model.split(separator: "/").last.map { String($0) } ?? model
    let name = file.split(separator: ".").first.map { String($0) } ?? file
    return models.contains(model) || models.contains(name)
  }
}
