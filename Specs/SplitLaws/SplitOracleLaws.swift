import Graphs
import Quantities
import Testing

/// Split rules and shapes held against what ONNX Runtime computed.
@Suite struct SplitOracleLaws {
  private let oracle: SplitOracle

  init() throws {
    oracle = try SplitOracle.load()
  }

  @Test func inferredShapesAreThoseThatWereComputed() throws {
    for example in oracle.cases {
      let types = try OperatorCatalogue.outputTypes(of: example.context())
      #expect(
        types.prefix(example.outputs.count).map(\.shape.dimensions) == example.outputs,
        "\(example.id)"
      )
    }
    #expect(oracle.cases.count > 500)
  }

  /// A rule never declares less than what was read, also where no part operator was found.
  ///
  /// Across channels ONNX Runtime computes `LRN` with a running sum of squares, whose rounding
  /// errors depend on channels outside the window; its definition does not.
  @Test func rulesAreSound() throws {
    var checked = 0
    try forEachRule { example, row, rule, _ in
      for (entry, position) in example.fed.enumerated() {
        let needed = region(row.inputs[entry], of: position, in: example, output: row.output)
        let declared = declared(rule.needs[position], row, extents: example.shape(position))
        guard let needed, example.op != "LRN" || row.dim != 1 else { continue }
        checked += 1
        #expect(
          zip(declared, needed).allSatisfy { $0.lowerBound <= $1.lowerBound }
            && zip(declared, needed).allSatisfy { $0.upperBound >= $1.upperBound },
          "\(example.id) \(row.start)..<\(row.end) of \(row.dim): \(declared) for \(needed)"
        )
      }
    }
    #expect(checked > 10_000)
  }

  /// A rule declares no more than was read or given to the part that ran, but for listed kinds.
  ///
  /// An interval is compared along its own dimension; the others are whole by the form of a rule.
  @Test func rulesAreTight() throws {
    var exact = 0
    var loose: [String: Int] = [:]
    try forEachRule { example, row, rule, isWhole in
      guard !isWhole, row.why != "padding-only" else { return }
      for (entry, position) in example.fed.enumerated() {
        let boxes = [row.inputs, row.ran ?? [], row.window ?? []]
          .compactMap { list in
            list.indices.contains(entry)
              ? region(list[entry], of: position, in: example, output: row.output) : nil
          }
        let needed = boxes.dropFirst()
          .reduce(boxes.first) { hull, box in
            hull.map { zip($0, box).map { union($0, $1) } }
          }
        let all = region(.whole, of: position, in: example, output: row.output) ?? []
        if isTight(rule.needs[position], for: row, needed: needed, all: all) {
          exact += 1
        } else {
          loose[example.op, default: 0] += 1
          if Self.looseness[example.op] == nil {
            Issue.record(
              """
              \(example.id) \(row.start)..<\(row.end) of \(row.dim), input \(position): \
              \(rule.needs[position]), needed \(String(describing: needed))
              """
            )
          }
        }
      }
    }
    #expect(loose == Self.looseness)
    #expect(exact > 10_000)
  }

  /// Rows for which a rule declares more than was read, by kind.
  ///
  /// Dilated windows have untouched elements at their edges where they reach into the padding;
  /// the positions that `Gather` takes are not known to the rule; a part of a `Tile` that lies
  /// inside one repetition and a `Pad` part that lies in the mirrored elements need less.
  static let looseness = [
    "AveragePool": 2, "Conv": 10, "ConvTranspose": 16, "Gather": 20, "MaxPool": 6, "Pad": 3,
    "Tile": 12,
  ]

  private func isTight(
    _ need: InputNeed,
    for row: SplitOracle.Row,
    needed: [Range<Int>]?,
    all: [Range<Int>]
  ) -> Bool {
    guard let slice = need.slice(for: row.start..<row.end) else { return needed == all }
    guard let needed else { return slice.range.isEmpty }
    let range = needed[slice.dimension]
    return slice.range.isEmpty
      || (range.lowerBound <= slice.range.lowerBound && slice.range.upperBound <= range.upperBound)
  }

  /// What was never splittable is refused, what always was is accepted, but for listed cases.
  @Test func rulesAllowWhatCanBeSplit() throws {
    var refused: [String] = []
    for example in oracle.cases {
      let context = try knownContext(of: example)
      for (dimension, splits) in example.splits[0].enumerated() {
        let rule = OperatorCatalogue.splitRule(of: context, along: dimension)
        if splits == .all, rule == nil { refused.append("\(example.id) \(dimension)") }
        #expect(splits != .none || rule == nil, "\(example.id) \(dimension)")
      }
    }
    #expect(refused == Self.refusals)
  }

  /// Dimensions that could be split and are not.
  ///
  /// The outputs of `Split` have parts of their own along its axis, and the plan's parts are those
  /// of all outputs alike. A running sum needs the sum of all before it.
  static let refusals = ["310-Split 1", "311-Split 0", "312-Split 1", "443-CumSum 1"]

  /// An interval that no operator of the same kind computes is not allowed by the granularity.
  @Test func partsThatNoOperatorComputesAreNotAllowed() throws {
    var refused = 0
    try forEachRule { example, row, rule, _ in
      guard !row.splittable, row.why != "padding-only", !isSingleRow(row, of: example) else {
        return
      }
      let extent = example.outputs[row.output][row.dim]
      refused += 1
      #expect(
        !rule.allows(row.start..<row.end, of: extent),
        "\(example.id) \(row.start)..<\(row.end) of \(row.dim), \(row.why ?? "")"
      )
    }
    #expect(refused > 20)
  }

  /// Resize takes a single output row from the first input row in this mode; a part of one row
  /// is computed in the mode `half_pixel`, in which no case was tried.
  private func isSingleRow(_ row: SplitOracle.Row, of example: SplitOracle.Case) -> Bool {
    guard case .text("pytorch_half_pixel")? = example.attributes["coordinate_transformation_mode"]
    else { return false }
    return row.end - row.start == 1
  }

  // MARK: Reading the oracle

  private func knownContext(of example: SplitOracle.Case) throws -> OperatorContext {
    let context = try example.context()
    let types = try OperatorCatalogue.outputTypes(of: context)
    return context.with(outputs: Array(types.prefix(example.outputs.count)))
  }

  private func forEachRule(
    _ body: (SplitOracle.Case, SplitOracle.Row, SplitRule, _ isWhole: Bool) throws -> Void
  ) throws {
    for example in oracle.cases {
      let context = try knownContext(of: example)
      for row in example.rows {
        guard let rule = OperatorCatalogue.splitRule(of: context, along: row.dim) else { continue }
        let isWhole = row.start == 0 && row.end == example.outputs[row.output][row.dim]
        try body(example, row, rule, isWhole)
      }
    }
  }

  /// The ranges of a box along each dimension of an input; nil where nothing is read.
  private func region(
    _ box: SplitOracle.Box?,
    of position: Int,
    in example: SplitOracle.Case,
    output: Int
  ) -> [Range<Int>]? {
    guard let box else { return nil }
    var result = example.shape(position).map { 0..<$0 }
    for entry in example.reads ?? [] where entry[0] == output && entry[1] == position {
      result[entry[2]] = entry[3]..<entry[4]
    }
    if case .ranges(let ranges) = box {
      for range in ranges { result[range[0]] = range[1]..<range[2] }
    }
    return result
  }

  private func declared(_ need: InputNeed, _ row: SplitOracle.Row, extents: [Int]) -> [Range<Int>] {
    var result = extents.map { 0..<$0 }
    if let slice = need.slice(for: row.start..<row.end) {
      result[slice.dimension] = slice.range
    }
    return result
  }

  private func union(_ left: Range<Int>, _ right: Range<Int>) -> Range<Int> {
    min(left.lowerBound, right.lowerBound)..<max(left.upperBound, right.upperBound)
  }
}

extension SplitOracle.Case {
  func shape(_ position: Int) -> [Int] { inputs[position]?.shape ?? [] }
}
