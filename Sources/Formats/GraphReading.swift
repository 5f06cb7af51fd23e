import Documents
import Graphs
import Quantities

/// One reading of a graph: what was built and the problems found so far.
struct GraphReading {
  private var builder = GraphBuilder(name: "")
  private var log = ProblemLog()
  private var tensorPlaces: [Place] = []
  private var operatorPlaces: [String: Place] = [:]

  mutating func read(_ document: Document) throws(InputProblems) -> Graph {
    guard let object = document.object("a graph", keys: GraphFile.keys, &log) else {
      try log.check()
      throw InputProblems(InputProblem(document.place, "not a graph"))
    }
    object.checkFormat(GraphFile.format, &log)
    builder = GraphBuilder(name: object.optional("name")?.text("'name'", &log) ?? "")
    for item in object.list("tensors", &log) ?? [] { readTensor(item) }
    for item in object.list("operators", &log) ?? [] { readOperator(item) }
    let outputs = readReferences(object.list("outputs", &log) ?? [])
    try log.check()
    let graph = try finish(outputs: outputs.compactMap { $0 }, place: document.place)
    checkTypes(of: graph)
    try log.check()
    return graph
  }

  private mutating func readTensor(_ document: Document) {
    guard let object = document.object("a tensor", keys: GraphFile.tensorKeys, &log) else { return }
    let name = object.text("name", &log)
    let elementType = object.choice("type", of: ElementType.self, &log)
    let shape = object.list("shape", &log).flatMap { readShape($0, at: document.place) }
    let role = object.optional("role")?.choice("'role'", of: RoleName.self, &log)
    guard let name, let elementType, let shape else { return }
    let constant = object.optional("constant").flatMap { readConstant($0, of: shape) }
    let tensor = Tensor(
      name: name,
      type: TensorType(elementType, shape),
      role: role?.role ?? .activation,
      constant: constant
    )
    do throws(GraphError) {
      try builder.add(tensor)
      tensorPlaces.append(document.place)
    } catch {
      log.report(document.place, error.description)
    }
  }

  private mutating func readShape(_ items: [Document], at place: Place) -> Shape? {
    var extents: [Int] = []
    for item in items {
      guard let extent = item.integer("an extent", in: 0 ... .max, &log) else { return nil }
      extents.append(Int(extent))
    }
    if let shape = try? Shape(extents) { return shape }
    log.report(
      items.first?.place ?? place,
      "the shape has more than \(Limits.rank) dimensions or \(Limits.elements) elements"
    )
    return nil
  }

  private mutating func readConstant(_ document: Document, of shape: Shape) -> [Int64]? {
    guard let items = document.list("'constant'", &log) else { return nil }
    let values = items.compactMap { $0.integer("an entry of 'constant'", &log) }
    guard items.count == shape.elementCount else {
      log.report(
        document.place,
        "'constant' has \(items.count) entries, but the tensor has \(shape.elementCount)"
      )
      return nil
    }
    return values.count == items.count ? values : nil
  }

  private mutating func readOperator(_ document: Document) {
    guard let object = document.object("an operator", keys: GraphFile.operatorKeys, &log) else {
      return
    }
    let name = object.text("name", &log)
    let type = object.text("type", &log)
    let attributes = readAttributes(object.optional("attributes"))
    let inputs = readReferences(object.list("inputs", &log) ?? [])
    let outputs = readReferences(object.list("outputs", &log) ?? [])
    let isOpaque = object.optional("opaque")?.boolean("'opaque'", &log) ?? false
    guard let name, let type else { return }
    let kind = isOpaque ? .opaque : OperatorKind(rawValue: type) ?? .opaque
    let node = Operator(
      name: name,
      kind: kind,
      typeName: type,
      attributes: attributes,
      inputs: inputs,
      outputs: outputs
    )
    do throws(GraphError) {
      try builder.add(node)
      operatorPlaces[name] = document.place
    } catch {
      log.report(document.place, error.description)
    }
  }

  private mutating func readAttributes(_ document: Document?) -> Attributes {
    var entries: [(name: String, value: Attributes.Value)] = []
    for member in document?.members("'attributes'", &log) ?? [] {
      let what = "attribute \(quoted(member.key))"
      if let value = AttributeForm.value(of: member.value, what, &log) {
        entries.append((member.key, value))
      }
    }
    return Attributes(entries)
  }

  /// The tensors of the names; null stands for one that is left out.
  private mutating func readReferences(_ items: [Document]) -> [Index<Tensor>?] {
    let builder = builder
    let names = tensorPlaces.indices.lazy.map { builder[Index<Tensor>($0)].name }
    return items.map { item in
      guard item.value != .null, let name = item.text("a tensor's name", &log) else { return nil }
      if let index = builder.tensor(named: name) { return index }
      log.report(
        item.place,
        "unknown tensor \(quoted(name))",
        cure: suggestion(for: name, among: names)
      )
      return nil
    }
  }

  private func finish(outputs: [Index<Tensor>], place: Place) throws(InputProblems) -> Graph {
    do throws(GraphError) {
      return try builder.finish(outputs: outputs)
    } catch {
      throw InputProblems(InputProblem(self.place(of: error) ?? place, error.description))
    }
  }

  private func place(of error: GraphError) -> Place? {
    switch error {
    case .neverComputed(let name), .duplicateTensor(let name):
      builder.tensor(named: name).map { tensorPlaces[$0.value] }
    case .computedTwice(_, let name), .duplicateOperator(let name): operatorPlaces[name]
    case .cycle(let names): names.first.flatMap { operatorPlaces[$0] }
    case .tooManyOperators: nil
    }
  }

  /// Reports operators that do not fit and outputs of another type than they compute.
  private mutating func checkTypes(of graph: Graph) {
    for (index, node) in graph.operators.enumerated {
      guard let definition = OperatorCatalogue.definition(of: node.kind) else { continue }
      let place = operatorPlaces[node.name] ?? Place(file: "")
      let given = graph.context(of: index)
      let context = OperatorContext(
        kind: given.kind,
        attributes: given.attributes,
        inputs: given.inputs,
        constants: given.constants
      )
      do throws(OperatorError) {
        let types = try definition.outputTypes(of: context)
        for case (let type, let output?) in zip(types, node.outputs)
        where graph.tensors[output].type != type {
          log.report(
            tensorPlaces[output.value],
            "tensor \(quoted(graph.tensors[output].name)) is given as "
              + "\(Self.text(graph.tensors[output].type)), but operator \(quoted(node.name)) "
              + "computes \(Self.text(type))"
          )
        }
      } catch {
        log.report(place, "operator \(quoted(node.name)): \(Self.sentence(error))")
      }
    }
  }

  private static func text(_ type: TensorType) -> String {
    "\(type.elementType.rawValue) \(type.shape)"
  }

  private static func sentence(_ error: OperatorError) -> String {
    switch error {
    case .missingInput(let position): "input \(position) is missing"
    case .mismatch(let sentence), .dataDependent(let sentence): sentence
    case .shape: "the computed shape is out of bounds"
    }
  }
}
