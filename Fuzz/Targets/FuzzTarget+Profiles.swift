import Calibration
import Devices
import Documents
import Formats
import Graphs
import Plans
import Quantities
import RuntimeImports
import Strategies

extension FuzzTarget {
  /// What a runtime measured, whichever it is; the operators' times and, over a link, the
  /// conversions' become measurements of a device, which is predicted.
  package static let profile = FuzzTarget("profile", driver: "FuzzProfile", ending: "txt") {
    bytes in
    do throws(InputProblems) {
      let profile = try Profile.read(bytes, file: "input")
      precondition(!profile.rows.isEmpty, "a profile without rows")
      let task = Scene.task
      let device = task.device
      let link = device.links.values.first.map {
        ProfileMeasurements.Crossings(
          from: device.pools[$0.source].name,
          to: device.pools[$0.target].name
        )
      }
      let result = try ProfileMeasurements(
        profile,
        model: ImportedModel(graph: task.graph, nodes: task.graph.nodes, dynamicInputs: []),
        reference: "scene",
        device: device,
        targets: TargetNames(device: device),
        crossings: link
      )
      precondition(!result.notes.isEmpty, "a profile about which nothing is said")
      try predict(result.measurements)
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// A table of measurements.
  package static let measurements = FuzzTarget(
    "measurements",
    driver: "FuzzMeasurements",
    ending: "csv"
  ) { bytes in
    do throws(InputProblems) {
      let text = String(decoding: bytes, as: UTF8.self)
      let sifted = ExclusionRule.sift(try MeasurementTable.read(text, file: "input"))
      for exclusion in sifted.excluded {
        precondition(!exclusion.reason.isEmpty, "left out without a reason")
      }
      try predict(sifted.kept)
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// A file of plans in CoDL's form.
  package static let shares = FuzzTarget("shares", driver: "FuzzShares", ending: "json") { bytes in
    do throws(InputProblems) {
      let file = try SharedPlanFile(try JSONReader.read(bytes, file: "input"))
      let (graph, device) = (Scene.task.graph, Scene.task.device)
      for entry in file.entries {
        guard let shared = SharedPlan(entry, for: graph),
          let gpu = device.processors.firstIndex(where: { $0.kind == .gpu })
        else { continue }
        let plan = shared.plan(
          for: graph,
          on: device,
          first: gpu,
          second: device.host,
          .init(name: entry.name, version: "stored")
        )
        _ = try PlanFile.read(
          document(PlanFile.json(plan, graph: graph, device: device)),
          graph: graph,
          device: device
        )
      }
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// Predicts measurements on the scene's device, as far as it has what they name.
  private static func predict(_ measurements: [Measurement]) throws(InputProblems) {
    let device = Scene.task.device
    for measurement in measurements.prefix(20) {
      do throws(MeasurementFault) {
        let run = try MeasuredRun(measurement, graph: Scene.task.graph, device: device)
        precondition(run.predicted(on: device.opened(for: [run])) != nil, "no prediction")
      } catch {
        precondition(!error.description.isEmpty, "a fault without a message")
      }
    }
  }
}
