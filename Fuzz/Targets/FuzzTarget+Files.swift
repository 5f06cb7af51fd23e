import Devices
import Documents
import Formats
import Graphs
import Plans
import Strategies

extension FuzzTarget {
  /// A graph file.
  package static let graph = FuzzTarget("graph", driver: "FuzzGraph", ending: "json") { bytes in
    do throws(InputProblems) {
      let graph = try GraphFile.read(try JSONReader.read(bytes, file: "input"))
      let again = try GraphFile.read(document(GraphFile.json(graph)))
      precondition(again == graph, "a graph changed by writing")
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// A plan file, for the fixed graph and device.
  package static let plan = FuzzTarget("plan", driver: "FuzzPlan", ending: "json") { bytes in
    do throws(InputProblems) {
      let input = try JSONReader.read(bytes, file: "input")
      let header = try PlanFile.header(of: input)
      let task = Scene.task
      let plan = try PlanFile.read(input, graph: task.graph, device: task.device).plan
      let json = PlanFile.json(
        plan,
        graph: task.graph,
        device: task.device,
        subject: header.subject,
        deviceReference: header.device
      )
      let again = try PlanFile.read(document(json), graph: task.graph, device: task.device).plan
      precondition(again == plan, "a plan changed by writing")
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// A case file; every backend that its device names is the same one.
  package static let `case` = FuzzTarget("case", driver: "FuzzCase", ending: "json") { bytes in
    let backend = { (_: String) throws(InputProblems) -> Backend? in Scene.backend }
    do throws(InputProblems) {
      let item = try CaseFile.read(try JSONReader.read(bytes, file: "input"), backend: backend)
      let again = try CaseFile.read(document(CaseFile.json(item)), backend: backend)
      precondition(again == item, "a case changed by writing")
      precondition(CaseFile.name(of: again) == CaseFile.name(of: item), "a name is by chance")
      precondition(CaseSummary(item, file: "input").json == CaseSummary(again, file: "input").json)
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// A device file; every backend that it names is the same one.
  package static let device = FuzzTarget("device", driver: "FuzzDevice", ending: "yaml") { bytes in
    let backend = { (_: String) throws(InputProblems) -> Backend? in Scene.backend }
    do throws(InputProblems) {
      let device = try DeviceFile.read(
        try YAMLReader.read(bytes, file: "input"),
        backend: backend
      )
      let again = try DeviceFile.read(document(DeviceFile.json(device)), backend: backend)
      precondition(again == device, "a device changed by writing")
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// A condition file.
  package static let condition = FuzzTarget(
    "condition",
    driver: "FuzzCondition",
    ending: "yaml"
  ) { bytes in
    do throws(InputProblems) {
      let condition = try ConditionFile.read(try YAMLReader.read(bytes, file: "input"))
      let again = try ConditionFile.read(document(ConditionFile.json(condition)))
      precondition(again == condition, "a condition changed by writing")
      return .accepted
    } catch {
      return refused(error)
    }
  }
}
