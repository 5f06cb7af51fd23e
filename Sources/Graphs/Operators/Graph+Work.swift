public import Quantities

extension Graph {
  /// An operator with the types and known values of what it reads and computes.
  ///
  /// Outputs that are left out are counted, and their types inferred where one before another is.
  public func context(of index: Index<Operator>) -> OperatorContext {
    record(of: index).context
  }

  /// What follows from an operator.
  package func record(of index: Index<Operator>) -> OperatorRecord { operatorRecords[index] }

  /// What follows from each operator.
  package var operatorRecords: Table<Operator, OperatorRecord> { records.all(of: self) }

  /// The context, worked out anew.
  func typedContext(of index: Index<Operator>) -> OperatorContext {
    let node = operators[index]
    let context = OperatorContext(
      kind: node.kind,
      attributes: node.attributes,
      inputs: node.inputs.map { $0.map { tensors[$0].type } },
      constants: node.inputs.map { $0.flatMap { tensors[$0].constant } },
      outputCount: node.outputs.count
    )
    let written = node.outputs.prefix { $0 != nil }.compactMap { $0.map { tensors[$0].type } }
    guard written.count < node.outputs.count,
      let inferred = try? OperatorCatalogue.outputTypes(of: context)
    else { return context.with(outputs: written) }
    return context.with(outputs: Array(inferred.prefix(node.outputs.count)))
  }

  /// The work of an operator, or of a part of it.
  public func operations(of index: Index<Operator>, for slice: Slice? = nil) -> Operations {
    record(of: index).operations(for: slice)
  }

  /// The multiply-accumulates of an operator, or of a part of it; none for other kinds of work.
  public func multiplyAccumulates(of index: Index<Operator>, for slice: Slice? = nil)
    -> Operations
  {
    guard workClass(of: index)?.countsMultiplyAccumulates == true else { return .zero }
    return operations(of: index, for: slice)
  }

  /// What kind of work an operator is; nil for an opaque one.
  public func workClass(of index: Index<Operator>) -> WorkClass? {
    record(of: index).workClass
  }

  /// What each input must hold for parts of an operator's output along a dimension.
  ///
  /// Nil where it cannot be split so; an opaque operator cannot be split.
  public func splitRule(of index: Index<Operator>, along dimension: Int) -> SplitRule? {
    record(of: index).splitRule(along: dimension)
  }

  /// The bytes that an operator reads, weights included; for a part, what its needs cover.
  ///
  /// An input that is read twice counts once, at its larger share. A part that no rule describes
  /// reads everything.
  public func bytesRead(of index: Index<Operator>, for slice: Slice? = nil) -> Bytes {
    let rule = slice.flatMap { splitRule(of: index, along: $0.dimension) }
    var shares: [(tensor: Index<Tensor>, bytes: Bytes)] = []
    for (position, input) in operators[index].inputs.enumerated() {
      guard let input else { continue }
      let need = slice.flatMap { rule?.needs[position].slice(for: $0.range) }
      let bytes = tensors[input].type.bytes(of: need)
      if let known = shares.firstIndex(where: { $0.tensor == input }) {
        shares[known].bytes = max(shares[known].bytes, bytes)
      } else {
        shares.append((input, bytes))
      }
    }
    return shares.map(\.bytes).total()
  }

  /// The bytes that an operator writes, or a part of it.
  public func bytesWritten(of index: Index<Operator>, for slice: Slice? = nil) -> Bytes {
    operators[index].outputs.compactMap { $0.map { tensors[$0].type.bytes(of: slice) } }.total()
  }
}
