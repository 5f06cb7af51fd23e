import Devices
import Documents
import Formats
import Generation
import Graphs
import Properties
import Quantities
import Randomness
import Testing

/// What generated models and devices promise.
@Suite struct GenerationLaws {
  /// Debug builds check every tenth seed.
  private static var seeds: Int {
    #if DEBUG
    1_000
    #else
    10_000
    #endif
  }

  /// Whether a graph is what the catalogue makes of its operators; nil where it is.
  private static func problem(of graph: Graph) -> String? {
    for (index, node) in graph.operators.enumerated {
      let context = graph.context(of: index)
      guard let types = try? OperatorCatalogue.outputTypes(of: context),
        let output = node.outputs.first.flatMap({ $0 }), types.first == graph.tensors[output].type
      else { return "\(node.name) does not compute what its output is" }
      if graph.predecessors(of: index).contains(where: { $0 >= index }) {
        return "\(node.name) stands before what it reads"
      }
    }
    let unread = graph.tensors.indices.filter {
      graph.tensors[$0].role == .activation && graph.consumers[$0].isEmpty
    }
    if Set(unread) != Set(graph.outputs) { return "something is computed for nothing" }
    return graph.inputs.isEmpty ? "there is no input" : nil
  }

  @Test(arguments: GraphFamily.allCases)
  func graphsAreValid(family: GraphFamily) {
    let property = Property("valid \(family.rawValue)") { test in
      let graph = try family.draw(from: &test)
      test.classify(graph.operators.count >= 20, as: "large")
      test.classify(graph.operators.count <= 3, as: "small")
      if let problem = Self.problem(of: graph) {
        throw Properties.Failure(cause: "invalid", message: problem)
      }
    }
    let limits = RunLimits(cases: Self.seeds / GraphFamily.allCases.count)
    let report = Runner(limits: limits).run(property)
    #expect(report.failureDescription == nil)
    #expect(report.statistics.validCount == limits.cases)
  }

  @Test func graphsSurviveTheirFile() {
    let property = Property("file") { test in
      let family = GraphFamily.allCases[try test.index(below: GraphFamily.allCases.count)]
      let graph = try family.draw(from: &test)
      let bytes = JSONWriter.bytes(GraphFile.json(graph))
      let again = try GraphFile.read(try JSONReader.read(bytes, file: "graph"))
      try test.require(again == graph, "it reads as another graph")
    }
    #expect(Runner(limits: RunLimits(cases: 100)).run(property).failureDescription == nil)
  }

  /// The kinds of structure that a family is there for.
  @Test func everyFamilyShowsItsStructure() {
    let marks: [(GraphFamily, @Sendable (Graph) -> Bool)] = [
      (.chain, { Self.has(.conv, $0) && !Self.branches($0) }),
      (.residual, { Self.has(.add, $0) && Self.branches($0) }),
      (.inception, { Self.has(.concat, $0) && Self.branches($0) }),
      (.mobile, { Self.has(.mul, $0) && Self.has(.add, $0) }),
      (.transformer, { Self.has(.softmax, $0) && Self.has(.layerNormalization, $0) }),
      (.seriesParallel, { Self.branches($0) && $0.operators.count > 10 }),
      (.dense, { Self.mostReaders($0) >= 2 && Self.count(of: .concat, $0) >= 3 }),
      (.hourglass, { Self.has(.convTranspose, $0) && Self.count(of: .concat, $0) >= 2 }),
      (.detection, { $0.outputs.count == 2 && Self.has(.resize, $0) && Self.has(.add, $0) }),
      (.cells, { Self.count(of: .add, $0) >= 3 && Self.has(.concat, $0) }),
      (.mesh, { Self.mostReaders($0) >= 3 && $0.outputs.count > 1 }),
    ]
    #expect(marks.map(\.0) == GraphFamily.allCases)
    for (family, mark) in marks {
      let property = Property("structure") { test in
        let graph = try family.draw(from: &test)
        try test.require(!mark(graph), cause: "found", "found")
      }
      let report = Runner(seed: Seed(1), limits: RunLimits(cases: 100)).run(property)
      #expect(report.counterexample != nil, "\(family.rawValue) is never what it is there for")
    }
  }

  @Test func simplestGraphsHaveOneBlock() throws {
    for family in GraphFamily.allCases {
      let property = Property("simplest") { test in
        let graph = try family.draw(from: &test)
        try test.require(graph.operators.count <= 16, "\(graph.operators.count) operators")
      }
      #expect(property.run(from: .replay([])).outcome == .passed)
    }
  }

  /// A graph of a size asked for has it, and no more than a block beyond.
  @Test(arguments: GraphFamily.allCases)
  func sizesAreKept(family: GraphFamily) {
    for graph in GeneratedGraphs(families: [family], seed: Seed(5), size: .operators(atLeast: 50))
      .prefix(30)
    {
      #expect(graph.operators.count >= 30 && graph.operators.count < 220)
      #expect(Self.problem(of: graph) == nil)
    }
  }

  private static func mostReaders(_ graph: Graph) -> Int {
    graph.tensors.indices.map { graph.consumers[$0].count }.max() ?? 0
  }

  private static func count(of kind: OperatorKind, _ graph: Graph) -> Int {
    graph.operators.values.filter { $0.kind == kind }.count
  }

  private static func has(_ kind: OperatorKind, _ graph: Graph) -> Bool {
    graph.operators.values.contains { $0.kind == kind }
  }

  private static func branches(_ graph: Graph) -> Bool {
    graph.tensors.indices.contains { graph.consumers[$0].count > 1 }
  }
}
