package import Devices
package import Documents
package import Graphs
package import Plans
import Quantities
import Strategies

/// A model as an import needs it.
package struct ImportedModel: Sendable {
  package let graph: Graph
  package let nodes: [ModelNode]
  package let dynamicInputs: [String]

  /// Makes a model.
  package init(graph: Graph, nodes: [ModelNode], dynamicInputs: [String]) {
    self.graph = graph
    self.nodes = nodes
    self.dynamicInputs = dynamicInputs
  }

  /// The model with a network that is made of its own by leaving out operators; nil where the
  /// network has operators of other names.
  package func reduced(to graph: Graph) -> ImportedModel? {
    let places = Dictionary(
      graph.operators.enumerated.map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let own = Set(self.graph.operators.values.map(\.name))
    guard places.keys.allSatisfy(own.contains) else { return nil }
    let nodes = nodes.map { node in
      ModelNode(
        name: node.name,
        typeName: node.typeName,
        inputs: node.inputs,
        outputs: node.outputs,
        annotation: node.annotation,
        operators: node.operators.compactMap { places[self.graph.operators[$0].name] }
      )
    }
    return ImportedModel(graph: graph, nodes: nodes, dynamicInputs: dynamicInputs)
  }
}

/// A placement made into a plan.
package struct PlanImport: Sendable {
  /// The plan: operators in the order of the model, one after the other, as interpreters run them.
  package let plan: Plan
  /// What was found on the way.
  package let report: ImportReport

  /// Makes the plan for a model on a device.
  ///
  /// - Throws: where the placement does not fit the model, or names a processor that nobody knows.
  package init(
    _ placement: Placement,
    model: ImportedModel,
    device: Device,
    targets: TargetNames,
    file: String
  ) throws(InputProblems) {
    var work = Assignment(placement, model: model, device: device, targets: targets, file: file)
    try work.resolveTargets()
    try work.matchEntries()
    try work.applyRules()
    try work.fillRest()
    try work.checkClaims()
    let processors = work.operatorProcessors()
    plan = PartitionedPlan.make(
      Task(graph: model.graph, device: device),
      Plan.Provenance(name: placement.kind.rawValue, version: "import"),
      processors: processors,
      partitions: work.operatorPartitions()
    )
    report = work.report(processors)
  }
}
