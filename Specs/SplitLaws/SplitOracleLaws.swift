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
  @Test func rulesAreSound() throws {
    var checked = 0
    try forEachRule { example, row, rule, _ in
      for (entry, position) in example.fed.enumerated() {
        let needed = region(row.inputs[entry], of: position, in: example, output: row.output)
        let declared = declared(rule.needs[position], row, extents: example.shape(position))
        guard let needed else { continue }
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

  /// What a rule declares is what the part was computed from.
  ///
  /// Where the operator was given more, because its kind cannot be told to begin where the part
  /// begins, the surplus held other values than the whole operator had there, and the part was
  /// the same.
  @Test func partsRanFromWhatIsDeclared() throws {
    var exactly = 0
    var ignoring = 0
    try forEachRule { example, row, rule, isWhole in
      let extent = example.outputs[row.output][row.dim]
      guard !isWhole, row.splittable, rule.allows(row.start..<row.end, of: extent) else { return }
      let isEnough = [row.ran ?? row.inputs, row.window].compactMap(\.self)
        .contains { isDeclared($0, by: rule, row, example) }
      if isEnough { exactly += 1 } else { ignoring += 1 }
      #expect(
        isEnough || (row.surplus == "ignored" && isDeclared(row.inputs, by: rule, row, example)),
        "\(example.id) \(row.start)..<\(row.end) of \(row.dim)"
      )
    }
    #expect(exactly > 10_000)
    #expect(ignoring < 100)
  }

  private func isDeclared(
    _ boxes: [SplitOracle.Box?],
    by rule: SplitRule,
    _ row: SplitOracle.Row,
    _ example: SplitOracle.Case
  ) -> Bool {
    example.fed.enumerated()
      .allSatisfy { (entry, position) in
        guard boxes.indices.contains(entry),
          let box = region(boxes[entry], of: position, in: example, output: row.output)
        else { return true }
        let declared = declared(rule.needs[position], row, extents: example.shape(position))
        return zip(declared, box)
          .allSatisfy { $0.lowerBound <= $1.lowerBound && $1.upperBound <= $0.upperBound }
      }
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

  /// Rows and inputs for which a rule declares more than was read, by kind: an interval hull of
  /// what no interval describes.
  ///
  /// `Tests/Oracles/README.md` says for each kind why.
  static let looseness = [
    "AveragePool": 2, "Conv": 10, "ConvInteger": 6, "ConvTranspose": 16, "FusedConv": 4,
    "Gather": 15, "MaxPool": 12, "Pad": 7, "QLinearConcat": 28, "RotaryEmbedding": 48, "Tile": 21,
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
      let context = try example.knownContext()
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
  /// Outputs that are split differently at once (the pieces of `Split`, the indices beside a
  /// pool's maxima, the last states beside a recurrent network's) have no common parts. A running
  /// sum needs the sum of all before it. `Compress` chooses along its axis. An axis that is padded
  /// by one element happens to be padded at its end only.
  static let refusals = [
    "310-Split 1", "311-Split 0", "312-Split 1", "443-CumSum 1", "624-MaxPool 0", "624-MaxPool 1",
    "624-MaxPool 2", "624-MaxPool 3", "756-CumSum 0", "757-CumSum 0", "758-CumSum 0",
    "759-CumSum 1", "761-CumSum 1", "762-CumSum 3", "764-CumSum 3", "774-CenterCropPad 2",
    "784-Split 2", "826-Compress 1", "827-Compress 2", "838-LSTM 1", "838-LSTM 2", "849-GRU 1",
    "849-GRU 2", "860-RNN 1", "860-RNN 2",
  ]

  /// An interval that no operator of the same kind computes is not allowed by the granularity.
  @Test func partsThatNoOperatorComputesAreNotAllowed() throws {
    var refused = 0
    try forEachRule { example, row, rule, _ in
      guard !row.splittable, row.why != "padding-only" else { return }
      let extent = example.outputs[row.output][row.dim]
      refused += 1
      #expect(
        !rule.allows(row.start..<row.end, of: extent),
        "\(example.id) \(row.start)..<\(row.end) of \(row.dim), \(row.why ?? "")"
      )
    }
    #expect(refused > 20)
  }

  // MARK: Reading the oracle

  private func forEachRule(
    _ body: (SplitOracle.Case, SplitOracle.Row, SplitRule, _ isWhole: Bool) throws -> Void
  ) throws {
    for example in oracle.cases {
      let context = try example.knownContext()
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
  /// The operator with its outputs inferred.
  func knownContext() throws -> OperatorContext {
    let context = try context()
    let types = try OperatorCatalogue.outputTypes(of: context)
    return context.with(outputs: Array(types.prefix(outputs.count)))
  }

  func shape(_ position: Int) -> [Int] { inputs[position]?.shape ?? [] }
}
