import Graphs
import Quantities

/// Makes models of one to five operators whose tensors have at most 64 elements.
struct GraphGenerator {
  private var dice: Dice
  private var builder = GraphBuilder(name: "small")
  private var values: [Index<Tensor>] = []
  private var consumed: Set<Index<Tensor>> = []
  private let elementType: ElementType
  private var count = 0

  /// The extent of the first dimension; nil for whatever the dice say.
  private let batch: Int?

  init(_ dice: Dice, batch: Int? = nil) {
    self.dice = dice
    self.batch = batch
    elementType = self.dice.pick([.float32, .float32, .float32, .float16, .int8]) ?? .float32
  }

  mutating func make() throws -> Graph {
    let shapes = [
      [1, 2, 4, 2], [1, 4, 4, 3], [2, 2, 4, 1], [1, 1, 4, 4], [4, 3], [2, 4], [1, 4, 2, 2],
    ]
    var shape = dice.pick(shapes) ?? [1]
    if let batch { shape[0] = batch }
    for _ in 0..<(dice.happens(percent: 20) ? 2 : 1) {
      values.append(try tensor(shape, .input))
    }
    let wanted = dice.roll(1...5)
    var attempts = 0
    while count < wanted, attempts < 40 {
      attempts += 1
      try addOperator()
    }
    if count == 0 { try addElementwise("Relu", [values[0]]) }
    let activations = values.filter { builder[$0].role == .activation }
    var outputs: [Index<Tensor>] = []
    for value in activations
    where !consumed.contains(value) || dice.happens(percent: 15) {
      outputs.append(value)
    }
    return try builder.finish(outputs: outputs)
  }

  private mutating func addOperator() throws {
    guard let input = dice.happens(percent: 60) ? values.last : dice.pick(values) else { return }
    let shape = builder[input].shape
    switch dice.roll(0...11) {
    case 0...3 where shape.rank == 4: try addConvolution(input, shape)
    case 4...5 where shape.rank == 4: try addPool(input, shape)
    case 6:
      let other = dice.pick(values.filter { builder[$0].shape == shape }) ?? input
      try addElementwise("Add", [input, other])
    case 7: try addConcatenation(input, shape)
    case 8 where shape.rank == 2 || dice.happens(percent: 30): try addProduct(input, shape)
    case 9: try addElementwise("Opaque", [input])
    case 10:
      let channels = shape.rank == 4 ? [1, shape[1], 1, 1] : [shape[shape.rank - 1]]
      try addElementwise("Add", [input, tensor(channels, .weight)])
    default: try addElementwise("Relu", [input])
    }
  }

  private mutating func addElementwise(_ name: String, _ inputs: [Index<Tensor>]) throws {
    try add(name, inputs, output: builder[inputs[0]].shape.dimensions)
  }

  private mutating func addConvolution(_ input: Index<Tensor>, _ shape: Shape) throws {
    let kernel = [dice.roll(1...3), dice.roll(1...2)]
    let isDepthwise = dice.happens(percent: 25)
    let outputs = isDepthwise ? shape[1] : dice.roll(1...4)
    let groups = isDepthwise ? shape[1] : 1
    let weight = [outputs, shape[1] / groups] + kernel
    guard weight.reduce(1, *) <= 64, let extents = windowed(shape, kernel, pad: 0...1) else {
      return
    }
    var inputs = [input, try tensor(weight, .weight)]
    if dice.happens(percent: 30) { inputs.append(try tensor([outputs], .weight)) }
    var attributes = extents.attributes
    if groups > 1 { attributes.append(("group", .integer(Int64(groups)))) }
    try add("Conv", inputs, output: [shape[0], outputs] + extents.output, attributes)
  }

  private mutating func addPool(_ input: Index<Tensor>, _ shape: Shape) throws {
    let kernel = [dice.roll(1...3), dice.roll(1...2)]
    guard let extents = windowed(shape, kernel, pad: 0...(kernel.min() ?? 1) - 1) else { return }
    try add(
      "MaxPool",
      [input],
      output: [shape[0], shape[1]] + extents.output,
      extents.attributes + [("kernel_shape", .integers(kernel.map { Int64($0) }))]
    )
  }

  private mutating func windowed(_ shape: Shape, _ kernel: [Int], pad: ClosedRange<Int>)
    -> (output: [Int], attributes: [(String, Attributes.Value)])?
  {
    let strides = [dice.roll(1...2), dice.roll(1...2)]
    let pads = (0..<4).map { _ in dice.roll(pad) }
    var output: [Int] = []
    for spatial in 0..<2 {
      let free = shape[2 + spatial] + pads[spatial] + pads[2 + spatial] - kernel[spatial]
      if free < 0 { return nil }
      output.append(free / strides[spatial] + 1)
    }
    return (
      output,
      [
        ("strides", .integers(strides.map { Int64($0) })),
        ("pads", .integers(pads.map { Int64($0) })),
      ]
    )
  }

  private mutating func addConcatenation(_ input: Index<Tensor>, _ shape: Shape) throws {
    let axis = dice.roll(0...shape.rank - 1)
    let partners = values.filter { value in
      let other = builder[value].shape
      return other.rank == shape.rank
        && shape.dimensions.indices.allSatisfy { $0 == axis || other[$0] == shape[$0] }
    }
    guard let other = dice.pick(partners) else { return }
    var output = shape.dimensions
    output[axis] += builder[other].shape[axis]
    try add("Concat", [input, other], output: output, [("axis", .integer(Int64(axis)))])
  }

  private mutating func addProduct(_ input: Index<Tensor>, _ shape: Shape) throws {
    let depth = shape[shape.rank - 1]
    let columns = dice.roll(1...4)
    guard depth * columns <= 64 else { return }
    let weight = try tensor([depth, columns], .weight)
    try add("MatMul", [input, weight], output: shape.dimensions.dropLast() + [columns])
  }

  private mutating func add(
    _ name: String,
    _ inputs: [Index<Tensor>],
    output: [Int],
    _ attributes: [(String, Attributes.Value)] = []
  ) throws {
    guard output.reduce(1, *) <= 64 else { return }
    let result = try tensor(output, .activation)
    try builder.add(
      Operator(
        name: "n\(count)",
        kind: OperatorKind(rawValue: name) ?? .opaque,
        typeName: name,
        attributes: Attributes(attributes.map { (name: $0.0, value: $0.1) }),
        inputs: inputs,
        outputs: [result]
      )
    )
    count += 1
    consumed.formUnion(inputs)
    values.append(result)
  }

  private mutating func tensor(_ dimensions: [Int], _ role: Tensor.Role) throws -> Index<Tensor> {
    let prefix =
      switch role {
      case .input: "x"
      case .weight: "w"
      case .activation: "t"
      }
    tensors += 1
    return try builder.add(
      Tensor(
        name: "\(prefix)\(tensors)",
        type: TensorType(elementType, try Shape(dimensions)),
        role: role
      )
    )
  }

  private var tensors = 0
}
