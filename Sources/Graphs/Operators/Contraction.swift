import Quantities

/// Sums of products over named dimensions, without an ellipsis.
enum Contraction: OperatorDefinition {
  static let kinds: [OperatorKind] = [.einsum]

  private struct Equation {
    let inputs: [[Character]]
    let output: [Character]
    /// The extent of each letter, in order of first use.
    let extents: [(letter: Character, extent: Int)]

    func extent(of letter: Character) -> Int {
      extents.first { $0.letter == letter }?.extent ?? 1
    }
  }

  private static func parse(_ node: OperatorContext) throws(OperatorError) -> Equation {
    let text = (node.attributes.text("equation") ?? "").filter { $0 != " " }
    let isKnown = text.allSatisfy { ($0.isLetter && $0.isASCII) || ",->".contains($0) }
    guard isKnown, text.count <= 1_024 else {
      throw OperatorError.mismatch("the equation '\(text.prefix(64))' is not of a known form")
    }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    let left = sides.first ?? ""
    let inputs = left.split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard sides.count <= 2, inputs.count == node.inputs.count else {
      throw OperatorError.mismatch(
        "the equation '\(text.prefix(64))' has \(inputs.count) factors, the operator "
          + "\(node.inputs.count) inputs"
      )
    }
    var extents: [(letter: Character, extent: Int)] = []
    for (position, letters) in inputs.enumerated() {
      let shape = try node.input(position).shape
      guard shape.rank == letters.count else {
        throw OperatorError.mismatch(
          "input \(position) has \(shape.rank) dimensions, the equation names \(letters.count)"
        )
      }
      for (letter, extent) in zip(letters, shape.dimensions) {
        guard let known = extents.firstIndex(where: { $0.letter == letter }) else {
          extents.append((letter, extent))
          continue
        }
        let other = extents[known].extent
        guard other == extent || other == 1 || extent == 1 else {
          throw OperatorError.mismatch(
            "dimension '\(letter)' has \(other) elements in one input and \(extent) in another"
          )
        }
        if other == 1 { extents[known].extent = extent }
      }
    }
    let all = inputs.flatMap(\.self)
    let output =
      sides.count == 2
      ? Array(sides[1]) : all.filter { letter in all.filter { $0 == letter }.count == 1 }.sorted()
    for letter in output where !all.contains(letter) {
      throw OperatorError.mismatch("dimension '\(letter)' of the output is in no input")
    }
    guard Set(output).count == output.count else {
      throw OperatorError.mismatch("a dimension is twice in the output")
    }
    return Equation(inputs: inputs, output: output, extents: extents)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let equation = try parse(node)
    return [try node.input(0).reshaped(equation.output.map(equation.extent))]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let equation = try? parse(node), equation.inputs.count == 2 else { return .reduction }
    // The summed letters are the depth, those of both factors and the output the batches.
    func product(_ isWanted: (Character) -> Bool) -> Int {
      equation.extents.filter { isWanted($0.letter) }
        .reduce(1) {
          min($0 * min($1.extent, 1 << 20), OperatorContext.bound)
        }
    }
    let (left, right) = (equation.inputs[0], equation.inputs[1])
    let output = equation.output
    return .matrixProduct(
      batches: product { output.contains($0) && left.contains($0) && right.contains($0) },
      rows: product { output.contains($0) && !right.contains($0) },
      depth: product { !output.contains($0) },
      columns: product { output.contains($0) && !left.contains($0) }
    )
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let equation = try? parse(node) else { return .zero }
    let summed = equation.extents.filter { !equation.output.contains($0.letter) }.map(\.extent)
    return Work.product([Work.elements(of: node, in: slice)] + summed)
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let equation = try? parse(node) else { return nil }
    let letter = equation.output[dimension]
    var needs: [InputNeed] = []
    for (letters, type) in zip(equation.inputs, node.inputs) {
      let places = letters.indices.filter { letters[$0] == letter }
      guard places.count <= 1, let type else { return nil }
      if let place = places.first, type.shape[place] == equation.extent(of: letter) {
        needs.append(.same(place, of: type))
      } else {
        needs.append(.whole)
      }
    }
    return SplitRule(needs)
  }
}
