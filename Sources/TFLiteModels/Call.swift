internal import Graphs

/// An operator of the file that is being understood.
struct Call {
  let node: TFLiteFile.StoredOperator
  let position: Int
  /// Where it stands in the file, or the operator whose subgraph has it.
  let place: OperatorPlace
  let name: String
}

/// Why a call is not understood.
enum Misfit: Error {
  /// The file itself is broken.
  case file(TFLiteError)
  /// The operator is not one that the catalogue describes.
  case `operator`(OperatorError)

  static func because(_ sentence: String) -> Misfit { .operator(.mismatch(sentence)) }
}

/// An attribute with its name in the ONNX operator specification.
typealias Entry = (name: String, value: Attributes.Value)

extension ModelReading {
  // MARK: Inputs and parameters

  /// The input at a position in its own layout, or nil where it is left out.
  func optional(_ call: Call, _ position: Int, as layout: Layout? = nil) -> Operand? {
    guard call.node.inputs.indices.contains(position), let tensor = call.node.inputs[position]
    else { return nil }
    return operand(of: tensor, as: layout)
  }

  /// The input at a position, which the operator cannot do without.
  func input(_ call: Call, _ position: Int, as layout: Layout? = nil) throws(Misfit) -> Operand {
    guard let operand = optional(call, position, as: layout) else {
      throw Misfit.operator(.missingInput(position: position))
    }
    return operand
  }

  /// The layout of an input.
  func layout(_ call: Call, _ position: Int) throws(Misfit) -> Layout {
    guard call.node.inputs.indices.contains(position), let tensor = call.node.inputs[position]
    else { throw Misfit.operator(.missingInput(position: position)) }
    return layouts[tensor]
  }

  /// The layout of the first output.
  func outputLayout(_ call: Call) throws(Misfit) -> Layout {
    guard let output = call.node.outputs.first else { throw Misfit.because("it has no output") }
    return layouts[output]
  }

  /// The type of the first output, as the file declares it.
  func outputType(_ call: Call) throws(Misfit) -> TensorType {
    guard let output = call.node.outputs.first, let type = type(of: output) else {
      throw Misfit.because("it has no output")
    }
    return type
  }

  /// The value of an input that must be a constant.
  func constant(_ call: Call, _ position: Int, _ meaning: String) throws(Misfit) -> [Int] {
    guard let values = try input(call, position).integers else {
      throw Misfit.operator(.dataDependent("its \(meaning) are not constants"))
    }
    return values.map { Int($0) }
  }

  /// A number among the operator's parameters.
  func option(_ call: Call, _ field: Int, bytes: Int = 4, default value: Int = 0)
    throws(Misfit) -> Int
  {
    guard let options = call.node.options else { return value }
    do throws(TFLiteError) {
      return try file.buffer.integer(field, of: options, bytes: bytes, default: value)
    } catch {
      throw Misfit.file(error)
    }
  }

  /// A dimension of the file, negative ones counted from the innermost, as the graph has it.
  func dimension(_ value: Int, rank: Int, _ layout: Layout) throws(Misfit) -> Int {
    guard value >= -rank, value < rank else {
      throw Misfit.because("it names dimension \(value) of \(rank)")
    }
    let stored = value < 0 ? value + rank : value
    return rank == 4 ? layout.graph(stored) : stored
  }

  /// The activation that is computed together with the operator.
  func activation(_ call: Call, field: Int) throws(Misfit) -> [Entry] {
    let names = [1: "Relu", 2: "ReluN1To1", 3: "Relu6", 4: "Tanh", 5: "SignBit"]
    return names[try option(call, field, bytes: 1)].map { [("fused_activation", .text($0))] } ?? []
  }

  // MARK: Outputs

  /// Makes the operator that computes what the call's operator does.
  ///
  /// - Throws: where what follows from the inputs is not what the file declares.
  mutating func emit(
    _ call: Call,
    _ kind: OperatorKind,
    _ attributes: [Entry] = [],
    _ inputs: [Operand?]
  ) throws(Misfit) {
    let outputs = call.node.outputs
    let types = try inferred(kind, attributes, inputs, outputs: outputs.count)
    var declared: [Operand] = []
    for (position, output) in outputs.enumerated() {
      guard let type = type(of: output), types.indices.contains(position) else {
        throw Misfit.because("it has \(outputs.count) outputs")
      }
      guard types[position] == type || resolve(output, as: types[position]) else {
        throw Misfit.because(
          "its output \(position) follows as \(types[position].elementType.rawValue) "
            + "\(types[position].shape), the file declares \(type.elementType.rawValue) "
            + "\(type.shape)"
        )
      }
      declared.append(Operand(name: names[output], type: types[position], source: .computed))
    }
    append(
      Pending(
        node: (call.name, kind, nil),
        attributes: Attributes(attributes),
        inputs: inputs,
        outputs: declared
      )
    )
  }

  /// Makes an operator that the call's operator needs before or after its own work.
  mutating func step(
    _ call: Call,
    _ suffix: String,
    _ kind: OperatorKind,
    _ attributes: [Entry] = [],
    _ inputs: [Operand?]
  ) throws(Misfit) -> Operand {
    let types = try inferred(kind, attributes, inputs, outputs: 1)
    guard let type = types.first else { throw Misfit.because("a step of it has no output") }
    let name = "\(call.name)/\(suffix)"
    let output = Operand(name: name, type: type, source: .computed)
    let results = append(
      Pending(
        node: (name, kind, nil),
        attributes: Attributes(attributes),
        inputs: inputs,
        outputs: [output]
      )
    )
    return results.first ?? output
  }

  private func inferred(
    _ kind: OperatorKind,
    _ attributes: [Entry],
    _ inputs: [Operand?],
    outputs: Int
  ) throws(Misfit) -> [TensorType] {
    do throws(OperatorError) {
      return try OperatorCatalogue.outputTypes(
        of: Self.context(kind, Attributes(attributes), inputs, outputs)
      )
    } catch {
      throw Misfit.operator(error)
    }
  }

  private static func context(
    _ kind: OperatorKind,
    _ attributes: Attributes,
    _ inputs: [Operand?],
    _ outputs: Int
  ) -> OperatorContext {
    OperatorContext(
      kind: kind,
      attributes: attributes,
      inputs: inputs.map { $0?.type },
      constants: inputs.map { $0?.integers },
      outputCount: outputs
    )
  }

  /// Keeps an operator, with the values of its outputs where they follow from constants.
  @discardableResult
  private mutating func append(_ item: Pending) -> [Operand] {
    let context = Self.context(item.node.kind, item.attributes, item.inputs, item.outputs.count)
      .with(outputs: item.outputs.map(\.type))
    let isFixed = item.inputs.allSatisfy { $0?.source ?? .constant == .constant }
    let isSmall = item.outputs.allSatisfy { $0.type.shape.elementCount <= 64 }
    let values =
      isFixed && isSmall && item.outputs.allSatisfy { !$0.type.elementType.isFloatingPoint }
      ? OperatorCatalogue.foldedValues(of: context) : []
    let outputs = item.outputs.enumerated()
      .map { position, output in
        Operand(
          name: output.name,
          type: output.type,
          source: isFixed ? .constant : .computed,
          integers: values.indices.contains(position) ? values[position] : nil
        )
      }
    pending.append(
      Pending(
        node: item.node,
        attributes: item.attributes,
        inputs: item.inputs,
        outputs: outputs
      )
    )
    return outputs
  }

  /// A small constant that the call's operator has as a parameter in the file.
  func parameter(_ call: Call, _ suffix: String, _ values: [Int], isScalar: Bool = false)
    throws(Misfit) -> Operand
  {
    guard let shape = try? Shape(isScalar ? [] : [values.count]) else {
      throw Misfit.because("it has \(values.count) parameters")
    }
    return Operand(
      name: "\(call.name)/\(suffix)",
      type: TensorType(.int64, shape),
      source: .constant,
      integers: values.map { Int64($0) }
    )
  }

  /// A constant under another shape of as many elements.
  func reshaped(_ operand: Operand, _ extents: [Int]) throws(Misfit) -> Operand {
    guard let shape = try? Shape(extents), shape.elementCount == operand.type.shape.elementCount
    else { throw Misfit.because("\(quoted(operand.name)) does not have the extents \(extents)") }
    return Operand(
      name: operand.name,
      type: TensorType(operand.type.elementType, shape),
      source: operand.source,
      integers: operand.integers
    )
  }
}
