package import Devices

/// How well a fit predicts what it has not seen.
package enum CrossValidation {
  /// Leaves out the measurements of one model at a time, fits to the others and predicts it.
  package static func leavingOutModels(
    _ figures: [FittedFigure],
    of devices: [Device],
    _ runs: [MeasuredRun],
    prior: Prior = .none
  ) -> FitQuality {
    var models: [String] = []
    for run in runs where !models.contains(run.measurement.model) {
      models.append(run.measurement.model)
    }
    let rows = models.flatMap { model in
      let rest = runs.filter { $0.measurement.model != model }
      let fit = Fit(figures, of: devices, to: rest, prior: prior)
      return FitQuality(runs.filter { $0.measurement.model == model }, on: fit.devices).rows
    }
    return FitQuality(rows)
  }

  /// Leaves out one group of devices at a time: what devices share is fitted to the others, what
  /// is a device's own to its single-processor measurements only, and its plans are predicted.
  ///
  /// A group is what a figure of its own is fitted for together, such as one phone under two ways
  /// to use its memory.
  package static func leavingOutDevices(
    _ figures: [FittedFigure],
    of devices: [Device],
    in groups: [[Int]],
    _ runs: [MeasuredRun]
  ) -> FitQuality {
    let rows = groups.flatMap { group -> [FitQuality.Row] in
      let own = figures.filter { $0.devices.allSatisfy(group.contains) }
      let others = figures.filter { !own.contains($0) }
      let first = Fit(others, of: devices, to: runs.filter { !group.contains($0.device) })
      let mine = runs.filter { group.contains($0.device) }
      let single = mine.filter { !$0.isOfPlan }
      let second = Fit(own, of: first.devices, to: single)
      return FitQuality(mine.filter(\.isOfPlan), on: second.devices).rows
    }
    return FitQuality(rows)
  }
}

extension MeasuredRun {
  /// Whether a plan was measured.
  var isOfPlan: Bool {
    if case .plan = measurement.subject { true } else { false }
  }
}
