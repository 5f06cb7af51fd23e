package import Devices
package import Documents

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

  /// Calibrates each device on the models that `isGiven` names and predicts the others.
  ///
  /// Devices of which fewer than all given models, or no other, were measured are left out.
  package init(
    _ device: Device,
    _ runs: [MeasuredRun],
    on given: [String],
    figures: ([MeasuredRun]) -> [FittedFigure]
  ) {
    var names: [String] = []
    var groups: [String: [MeasuredRun]] = [:]
    for run in runs {
      let name = run.measurement.device ?? device.name
      if groups[name] == nil { names.append(name) }
      groups[name, default: []].append(run)
    }
    entries = names.compactMap { name in
      let own = groups[name] ?? []
      let known = own.filter { $0.measurement.isOf(given) }
      let rest = own.filter { !$0.measurement.isOf(given) }
      guard !rest.isEmpty,
        given.allSatisfy({ model in
          known.contains { $0.measurement.isOf([model]) }
        })
      else { return nil }
      let fit = Fit(figures(known), of: [device], to: known)
      return Entry(name: name, fit: fit, rest: FitQuality(rest, on: fit.devices))
    }
  }

  /// The predictions of all devices together.
  package var rest: FitQuality { FitQuality(entries.flatMap(\.rest.rows)) }

  /// A line for each device, then all of them together.
  package var text: String {
    let lines = entries.map { "\($0.name): \(CalibrationReport.summary($0.rest))" }
    let all = "all \(entries.count) devices: \(CalibrationReport.summary(rest))"
    return (lines + ["", all]).map { $0 + "\n" }.joined()
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
