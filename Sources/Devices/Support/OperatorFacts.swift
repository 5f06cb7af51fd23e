public import Graphs
public import Quantities

/// What a backend's rules may know about an operator, over numbers or over the solver's terms.
///
/// Ranks, element types, attributes and constants are always known. Extents and the ends of a part
/// are numerals, so that one rule judges a concrete operator and one with symbolic dimensions.
public struct OperatorFacts<Number: Numeral> {
  /// A tensor that the operator reads or computes.
  public struct Operand {
    /// The type in which it is computed: the step's precision where it is floating-point.
    public let elementType: ElementType
    /// The extents, outermost first; nil for one beyond `OperatorFacts.largestExtent`.
    public let extents: [Number?]
    /// Whether it is known before the run: a weight or a constant.
    public let isFixed: Bool
    /// Its value, where it is a small integer constant.
    public let value: [Int64]?

    /// Makes an operand.
    public init(
      elementType: ElementType,
      extents: [Number?],
      isFixed: Bool = false,
      value: [Int64]? = nil
    ) {
      self.elementType = elementType
      self.extents = extents
      self.isFixed = isFixed
      self.value = value
    }
  }

  /// The share of the output that a step computes.
  public struct Part {
    /// The dimension of the output that is cut.
    public let dimension: Int
    /// The first element along it.
    public let start: Number
    /// The element after the last.
    public let end: Number

    /// Makes a part.
    public init(dimension: Int, start: Number, end: Number) {
      self.dimension = dimension
      self.start = start
      self.end = end
    }
  }

  /// The largest extent that rules read; an operator with a larger one fails rules that read it.
  public static var largestExtent: Int { Int(Measure.largest) }

  /// What the operator computes.
  public let kind: OperatorKind
  /// The operator type as the model writes it.
  public let typeName: String
  /// Its fixed parameters.
  public let attributes: Attributes
  /// What it reads; nil for an optional input that is left out.
  public let inputs: [Operand?]
  /// What it computes.
  public let outputs: [Operand]
  /// The share of the output that is computed; nil for all of it.
  public let part: Part?

  /// Gathers facts.
  public init(
    kind: OperatorKind,
    typeName: String? = nil,
    attributes: Attributes,
    inputs: [Operand?],
    outputs: [Operand],
    part: Part? = nil
  ) {
    self.kind = kind
    self.typeName = typeName ?? kind.rawValue
    self.attributes = attributes
    self.inputs = inputs
    self.outputs = outputs
    self.part = part
  }
}

extension OperatorFacts: Sendable where Number: Sendable {}
extension OperatorFacts.Operand: Sendable where Number: Sendable {}
extension OperatorFacts.Part: Sendable where Number: Sendable {}

extension OperatorFacts {
  /// The facts about an operator of a graph.
  ///
  /// Floating-point tensors count as being computed in the precision, where the plan names one.
  /// `extent` gives the numeral for a dimension of a tensor; by default it is the known extent.
  public init(
    of index: Index<Operator>,
    in graph: Graph,
    precision: ElementType? = nil,
    part: Part? = nil,
    extent: (_ tensor: Index<Tensor>, _ dimension: Int, _ known: Int) -> Number = {
      Number(constant: Int64($2))
    }
  ) {
    func operand(_ index: Index<Tensor>) -> Operand {
      let tensor = graph.tensors[index]
      let type = tensor.type.elementType
      let extents = tensor.shape.dimensions.enumerated()
        .map { dimension, known -> Number? in
          known > Self.largestExtent ? nil : extent(index, dimension, known)
        }
      return Operand(
        elementType: type.isFloatingPoint ? precision ?? type : type,
        extents: extents,
        isFixed: tensor.role == .weight || tensor.constant != nil,
        value: tensor.constant
      )
    }
    let node = graph.operators[index]
    self.init(
      kind: node.kind,
      typeName: node.typeName,
      attributes: node.attributes,
      inputs: node.inputs.map { $0.map(operand) },
      outputs: node.outputs.compactMap { $0.map(operand) },
      part: part
    )
  }

  /// The facts about an operator that stands outside a graph.
  ///
  /// `fixedInputs` are the positions of weights; small integer constants are fixed anyway.
  public init(
    of context: OperatorContext,
    fixedInputs: Set<Int>,
    precision: ElementType? = nil,
    part: Part? = nil
  ) {
    func operand(_ type: TensorType, isFixed: Bool, value: [Int64]?) -> Operand {
      let element = type.elementType
      return Operand(
        elementType: element.isFloatingPoint ? precision ?? element : element,
        extents: type.shape.dimensions.map {
          $0 > Self.largestExtent ? nil : Number(constant: Int64($0))
        },
        isFixed: isFixed || value != nil,
        value: value
      )
    }
    let inputs = context.inputs.enumerated()
      .map { position, type -> Operand? in
        guard let type else { return nil }
        let value = position < context.constants.count ? context.constants[position] : nil
        return operand(type, isFixed: fixedInputs.contains(position), value: value)
      }
    self.init(
      kind: context.kind,
      attributes: context.attributes,
      inputs: inputs,
      outputs: context.outputs.map { operand($0, isFixed: false, value: nil) },
      part: part
    )
  }
}

extension OperatorFacts.Part {
  /// The part that a slice of the output is; nil for all of it.
  ///
  /// A slice beyond every possible extent counts as one up to `Limits.elements`.
  public init?(_ slice: Slice?) {
    guard let slice else { return nil }
    func numeral(_ position: Int) -> Number {
      Number(constant: Int64(min(max(position, 0), Limits.elements)))
    }
    self.init(
      dimension: slice.dimension,
      start: numeral(slice.range.lowerBound),
      end: numeral(slice.range.upperBound)
    )
  }
}
