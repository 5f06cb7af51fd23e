package import Graphs
package import Quantities

/// A graph under construction whose operators fit by construction.
///
/// The operator catalogue says what each operator computes. An operator that does not fit is a
/// defect of the generator that adds it, never of its choices.
package struct GraphSketch {
  private var builder: GraphBuilder
  private let elementType: ElementType
  /// How many operators there are.
  package private(set) var operatorCount = 0
  private var weightCount = 0
  /// The activations in the order of their operators.
  private var activations: [Index<Tensor>] = []
  /// Whether an operator reads the tensor.
  private var isRead = Table<Tensor, Bool>()

  /// Starts an empty graph whose inputs and weights have the given element type.
  package init(name: String, elementType: ElementType) {
    builder = GraphBuilder(named: name, numbering: 64)
    self.elementType = elementType
  }

  /// The extents of a tensor.
  package func shape(of tensor: Index<Tensor>) -> Shape { builder[tensor].shape }

  /// The number of channels of an image, or of features of a matrix.
  package func channels(of tensor: Index<Tensor>) -> Int { builder[tensor].shape[1] }

  /// Adds an input of the model.
  package mutating func input(_ dimensions: [Int]) -> Index<Tensor> {
    add(Tensor(name: "input", type: type(dimensions), role: .input))
  }

  /// Adds a weight.
  package mutating func weight(_ dimensions: [Int]) -> Index<Tensor> {
    weightCount += 1
    return add(Tensor(name: "weight_" + String(weightCount), type: type(dimensions), role: .weight))
  }

  /// Adds a constant list of integers, such as a target shape.
  package mutating func constant(_ values: [Int]) -> Index<Tensor> {
    weightCount += 1
    let type = TensorType(.int64, shape([values.count]))
    return add(
      Tensor(
        name: "constant_" + String(weightCount),
        type: type,
        role: .weight,
        constant: values.map(Int64.init)
      )
    )
  }

  /// Adds a constant list of whole numbers in single precision, such as scales.
  package mutating func realConstant(_ values: [Int]) -> Index<Tensor> {
    weightCount += 1
    return add(
      Tensor(
        name: "constant_" + String(weightCount),
        type: TensorType(.float32, shape([values.count])),
        role: .weight,
        constant: values.map(Int64.init)
      )
    )
  }

  /// Adds an operator of one output and returns the output.
  package mutating func apply(
    _ kind: OperatorKind,
    to inputs: [Index<Tensor>?],
    _ attributes: Attributes = Attributes()
  ) -> Index<Tensor> {
    operatorCount += 1
    let name = kind.rawValue + "_" + String(operatorCount)
    let context = OperatorContext(
      kind: kind,
      attributes: attributes,
      inputs: inputs.map { $0.map { builder[$0].type } },
      constants: inputs.map { $0.flatMap { builder[$0].constant } }
    )
    let output: TensorType
    do throws(OperatorError) {
      guard let first = try OperatorCatalogue.outputTypes(of: context).first else {
        preconditionFailure("\(name) computes nothing")
      }
      output = first
    } catch {
      preconditionFailure("\(name) does not fit what it reads: \(error)")
    }
    let tensor = add(Tensor(name: name + "_out", type: output, role: .activation))
    do throws(GraphError) {
      try builder.add(
        Operator(
          name: name,
          kind: kind,
          attributes: attributes,
          inputs: inputs,
          outputs: [tensor]
        )
      )
    } catch {
      preconditionFailure("\(name) does not fit into the graph: \(error)")
    }
    for case let input? in inputs { isRead[input] = true }
    activations.append(tensor)
    return tensor
  }

  /// Ends with the graph; what nothing reads is its output.
  package consuming func finish() -> Graph {
    do throws(GraphError) {
      return try builder.finish(outputs: activations.filter { !isRead[$0] })
    } catch {
      preconditionFailure("the sketch is no graph: \(error)")
    }
  }

  private mutating func add(_ tensor: Tensor) -> Index<Tensor> {
    do throws(GraphError) {
      isRead.append(false)
      return try builder.add(tensor)
    } catch {
      preconditionFailure("the sketch names two tensors alike: \(error)")
    }
  }

  private func type(_ dimensions: [Int]) -> TensorType {
    TensorType(elementType, shape(dimensions))
  }

  private func shape(_ dimensions: [Int]) -> Shape {
    do throws(ShapeError) {
      return try Shape(dimensions)
    } catch {
      preconditionFailure("the sketch has a shape out of bounds: \(error)")
    }
  }
}
