internal import Graphs

/// A subgraph while what its control flow runs is written out in the place of WHILE and IF.
///
/// Whether a condition follows from constants is known only when all before it was read, and what
/// is written out may be an image where windows slide over it: so the subgraph is read from its
/// start again after each piece. What depends on the values of a run stays one operator.
struct ControlFlow {
  /// What must be known of an operator before anything is written out for it.
  enum Question {
    /// Nothing: a loop's first condition is written out.
    case nothing
    /// The value of a tensor.
    case condition(Int)
  }

  /// An operator, with the loop that it is what is left of.
  private struct Item {
    var node: TFLiteFile.StoredOperator
    /// The operator of the file that it stands for.
    let origin: Int
    var loop: Loop?
    /// Why it stays one operator, if it does.
    var reason: String?
  }

  /// A loop that is being written out.
  private struct Loop {
    let name: String
    var turn = 0
    /// The tensor that says whether another turn follows.
    var condition: Int
    /// The number of the state before it was begun.
    let start: Int
  }

  /// Everything that writing out changes.
  private struct State {
    var items: [Item]
    var tensors: [TFLiteFile.StoredTensor]
    var outputs: [Int]
    /// The tensors that constants of other subgraphs have become, each once.
    var constants: [Int: [Int: Int]] = [:]
  }

  /// The operators that run other subgraphs as values say.
  static let types: Set<String> = ["WHILE", "IF", "STABLEHLO_WHILE", "STABLEHLO_CASE"]
  /// The most operators that are written out.
  private static let writtenLimit = 10_000
  /// The most tensors and operators that are read again on the way.
  private static let readingLimit = 600_000

  private static let unknown = "what it runs is known at run time only"
  private static let tooMuch = "what it runs is too much to be written out"

  /// The subgraph as the file has it.
  let main: TFLiteFile.Subgraph
  private let file: TFLiteFile
  private var state: State
  /// The states to which loops go back that cannot be written out, with the loops' positions.
  private var starts: [(state: State, position: Int)] = []
  private var readCount = 0
  private var isSpent = false

  init(_ main: TFLiteFile.Subgraph, of file: TFLiteFile) {
    self.main = main
    self.file = file
    state = State(
      items: main.operators.enumerated().map { Item(node: $1, origin: $0) },
      tensors: main.tensors,
      outputs: main.outputs
    )
  }

  /// The subgraph as far as it is written out; its first tensors are those of the file.
  var subgraph: TFLiteFile.Subgraph {
    TFLiteFile.Subgraph(
      name: main.name,
      tensors: state.tensors,
      operators: state.items.map(\.node),
      inputs: main.inputs,
      outputs: state.outputs
    )
  }

  /// The operator of the file that an operator stands for.
  func origin(of position: Int) -> Int { state.items[position].origin }

  /// Why an operator that runs subgraphs stays one.
  func reason(at position: Int) -> String {
    state.items[position].reason ?? (isSpent ? Self.tooMuch : Self.unknown)
  }

  /// The subgraphs that an operator runs; none for one that runs none.
  func heldSubgraphs(of node: TFLiteFile.StoredOperator) -> [TFLiteFile.Subgraph] {
    guard ["WHILE", "IF"].contains(node.typeName) else { return [] }
    return [0, 1].compactMap { number($0, of: node) }.map { file.subgraphs[$0] }
  }

  /// What to ask about an operator; nil for one that runs no subgraph, or stays one operator.
  func question(at position: Int) -> Question? {
    let item = state.items[position]
    guard item.reason == nil, !isSpent else { return nil }
    if let loop = item.loop { return .condition(loop.condition) }
    switch item.node.typeName {
    case "IF": return item.node.inputs.first.flatMap { $0 }.map { .condition($0) }
    case "WHILE": return .nothing
    default: return nil
    }
  }

  /// Writes out what follows at an operator from the value of its condition, nil where that is not
  /// known; either way there is no such question any more.
  mutating func goOn(at position: Int, condition: Int64?) {
    readCount += state.tensors.count + position + 1
    guard readCount <= Self.readingLimit else {
      state = starts.first?.state ?? state
      isSpent = true
      return
    }
    let item = state.items[position]
    if let loop = item.loop {
      goOn(with: loop, of: item, at: position, condition: condition)
    } else if item.node.typeName == "WHILE" {
      starts.append((state, position))
      let name = item.node.outputs.first.map { state.tensors[$0].name } ?? "loop"
      let isDone = ask(item, at: position, turn: 0, name: name, start: starts.count - 1)
      if !isDone { goBack(to: starts.count - 1, Self.tooMuch) }
    } else {
      choose(item, at: position, condition: condition)
    }
  }

  // MARK: IF

  private mutating func choose(_ item: Item, at position: Int, condition: Int64?) {
    let arguments = item.node.inputs.dropFirst().compactMap { $0 }
    guard let condition, arguments.count == item.node.inputs.count - 1,
      let branch = number(condition == 0 ? 1 : 0, of: item.node),
      file.subgraphs[branch].outputs.count == item.node.outputs.count,
      let copy = copy(branch, arguments, name(of: item))
    else {
      state.items[position].reason = condition == nil ? Self.unknown : Self.tooMuch
      return
    }
    let items = copy.nodes.map { Item(node: $0, origin: item.origin) }
    state.items.replaceSubrange(position...position, with: items)
    bind(item.node.outputs, to: copy.results)
  }

  private func name(of item: Item) -> String {
    item.node.outputs.first.map { state.tensors[$0].name } ?? item.node.typeName
  }

  // MARK: WHILE

  /// Writes out the condition before a turn.
  private mutating func ask(
    _ item: Item,
    at position: Int,
    turn: Int,
    name: String,
    start: Int
  ) -> Bool {
    let arguments = item.node.inputs.compactMap { $0 }
    guard arguments.count == item.node.inputs.count, let index = number(0, of: item.node),
      let copy = copy(index, arguments, "\(name)/\(turn)/condition"), copy.results.count == 1
    else { return false }
    var rest = item
    rest.loop = Loop(name: name, turn: turn, condition: copy.results[0], start: start)
    let items = copy.nodes.map { Item(node: $0, origin: item.origin) } + [rest]
    state.items.replaceSubrange(position...position, with: items)
    return true
  }

  private mutating func goOn(
    with loop: Loop,
    of item: Item,
    at position: Int,
    condition: Int64?
  ) {
    let arguments = item.node.inputs.compactMap { $0 }
    if condition == 0, arguments.count == item.node.outputs.count {
      starts.removeSubrange(loop.start...)
      state.items.remove(at: position)
      bind(item.node.outputs, to: arguments)
      return
    }
    guard condition != nil, let index = number(1, of: item.node),
      let copy = copy(index, arguments, "\(loop.name)/\(loop.turn)"),
      copy.results.count == arguments.count
    else { return goBack(to: loop.start, condition == nil ? Self.unknown : Self.tooMuch) }
    var rest = item
    rest.node = TFLiteFile.StoredOperator(
      typeName: item.node.typeName,
      code: item.node.code,
      inputs: copy.results,
      outputs: item.node.outputs,
      options: item.node.options
    )
    let items = copy.nodes.map { Item(node: $0, origin: item.origin) } + [rest]
    state.items.replaceSubrange(position...position, with: items)
    let end = position + items.count - 1
    if !ask(rest, at: end, turn: loop.turn + 1, name: loop.name, start: loop.start) {
      goBack(to: loop.start, Self.tooMuch)
    }
  }

  /// Takes back all that was written out since a loop was begun, which stays one operator.
  private mutating func goBack(to start: Int, _ reason: String) {
    let (before, position) = starts[start]
    starts.removeSubrange(start...)
    state = before
    state.items[position].reason = reason
  }

  // MARK: Writing out

  /// The number of a subgraph that an operator names in a field, if there is one.
  private func number(_ field: Int, of node: TFLiteFile.StoredOperator) -> Int? {
    guard let options = node.options,
      let index = try? file.buffer.integer(field, of: options, bytes: 4)
    else { return nil }
    return file.subgraphs.indices.contains(index) ? index : nil
  }

  /// The operators of a subgraph for some arguments, and the tensors of its results; nil where
  /// they do not fit or there are too many.
  private mutating func copy(_ index: Int, _ arguments: [Int], _ prefix: String)
    -> (nodes: [TFLiteFile.StoredOperator], results: [Int])?
  {
    let inner = file.subgraphs[index]
    guard inner.inputs.count == arguments.count,
      state.items.count + inner.operators.count <= main.operators.count + Self.writtenLimit
    else { return nil }
    var places = state.constants[index] ?? [:]
    for (tensor, argument) in zip(inner.inputs, arguments) { places[tensor] = argument }
    for (position, tensor) in inner.tensors.enumerated() where places[position] == nil {
      let isKept = tensor.isConstant || tensor.isVariable
      let name = (isKept ? inner.name : prefix) + "/" + tensor.name
      places[position] = state.tensors.count
      if isKept { state.constants[index, default: [:]][position] = state.tensors.count }
      state.tensors.append(tensor.named(name))
    }
    let nodes = inner.operators.map { node in
      TFLiteFile.StoredOperator(
        typeName: node.typeName,
        code: node.code,
        inputs: node.inputs.map { $0.flatMap { places[$0] } },
        outputs: node.outputs.compactMap { places[$0] },
        options: node.options
      )
    }
    return (nodes, inner.outputs.compactMap { places[$0] })
  }

  /// Makes the results of what was written out those of the operator that it stands for.
  ///
  /// A tensor that an operator computes gets the name that the file has outside; another, such as
  /// an argument that is handed through, is read in its place.
  private mutating func bind(_ outputs: [Int], to results: [Int]) {
    var names: [Int: Int] = [:]
    let computed = Set(state.items.flatMap(\.node.outputs))
    for (output, result) in zip(outputs, results) {
      if result >= main.tensors.count, computed.contains(result), names[result] == nil {
        names[result] = output
      } else {
        names[output] = names[result] ?? result
      }
    }
    func place(_ tensor: Int) -> Int { names[tensor] ?? tensor }
    for position in state.items.indices {
      let node = state.items[position].node
      state.items[position].node = TFLiteFile.StoredOperator(
        typeName: node.typeName,
        code: node.code,
        inputs: node.inputs.map { $0.map(place) },
        outputs: node.outputs.map(place),
        options: node.options
      )
      if let condition = state.items[position].loop?.condition {
        state.items[position].loop?.condition = place(condition)
      }
    }
    state.outputs = state.outputs.map(place)
  }
}

extension TFLiteFile.StoredTensor {
  /// The same tensor under another name.
  fileprivate func named(_ name: String) -> Self {
    Self(
      name: name,
      typeCode: typeCode,
      extents: extents,
      dynamicDimensions: dynamicDimensions,
      data: data,
      isConstant: isConstant,
      scaleCount: scaleCount,
      isVariable: isVariable
    )
  }
}
