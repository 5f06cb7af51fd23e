import Quantities

/// The product with a matrix of few bits a weight, packed into bytes and scaled block by block.
///
/// The matrix is stored column by column: columns × blocks × bytes of a block
/// (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).
enum BlockQuantizedProduct: OperatorDefinition {
  static let kinds: [OperatorKind] = [.matMulNBits]

  private static func parse(_ node: OperatorContext) throws(OperatorError)
    -> (depth: Int, columns: Int)
  {
    let (left, right) = (try node.input(0).shape, try node.input(1).shape)
    let depth = try node.integer("K", default: 0)
    let columns = try node.integer("N", default: 0)
    let block = try node.integer("block_size", default: 0)
    let bits = try node.integer("bits", default: 4)
    guard left.rank >= 1, left[left.rank - 1] == depth, depth >= 1, columns >= 1 else {
      throw OperatorError.mismatch(
        "input 0 has the shape \(left), the product is of \(depth) by \(columns) weights"
      )
    }
    guard block >= 1, bits >= 1, bits <= 8 else {
      throw OperatorError.mismatch("\(bits) bits a weight in blocks of \(block)")
    }
    let packed = [columns, (depth + block - 1) / block, (block * bits + 7) / 8]
    guard Operations(UInt64(right.elementCount)) == Work.product(packed) else {
      throw OperatorError.mismatch("input 1 has the shape \(right), expected \(packed)")
    }
    return (depth, columns)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (_, columns) = try parse(node)
    let left = try node.input(0)
    return [
      TensorType(left.elementType, try left.shape.replacing(left.shape.rank - 1, with: columns))
    ]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let (depth, columns) = try? parse(node), let left = node.optionalInput(0) else {
      return .elementwise
    }
    return .matrixProduct(
      batches: 1,
      rows: left.shape.elementCount / depth,
      depth: depth,
      columns: columns
    )
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let (depth, _) = try? parse(node) else { return .zero }
    return Work.product([Work.elements(of: node, in: slice), depth])
  }

  /// Rows are independent; the number of columns is an attribute, so they stay together.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let left = node.optionalInput(0), dimension < left.shape.rank - 1 else { return nil }
    return SplitRule(
      node.inputs.indices.map { $0 == 0 ? .same(dimension, of: left) : .whole }
    )
  }
}

/// Rows gathered from a table of few bits an element, packed into bytes and scaled block by block.
enum BlockQuantizedGathering: OperatorDefinition {
  static let kinds: [OperatorKind] = [.gatherBlockQuantized]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (table, places) = (try node.input(0), try node.input(1))
    let rank = table.shape.rank
    let axis = try node.axis("gather_axis", default: 0, rank: rank)
    let bits = try node.integer("bits", default: 4)
    guard bits == 2 || bits == 4 || bits == 8 else {
      throw OperatorError.mismatch("attribute 'bits' is \(bits), expected 2, 4 or 8")
    }
    // Bytes hold neighbours along the last dimension, which is not the one gathered from.
    guard axis < rank - 1 else {
      throw OperatorError.mismatch("attribute 'gather_axis' names the last dimension")
    }
    var extents = table.shape.dimensions
    extents[rank - 1] *= 8 / bits
    extents.replaceSubrange(axis...axis, with: places.shape.dimensions)
    return [try node.input(2).reshaped(extents)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .gathering }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? { nil }
}
