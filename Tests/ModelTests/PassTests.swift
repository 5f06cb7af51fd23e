import Checking
import Devices
import Documents
import Formats
import Graphs
import Passes
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

/// What passes make of bundled models.
@Suite struct PassTests {
  /// Each result is a graph that its file form gives back, with the results of the model.
  @Test(
    arguments: ["resnet18", "mobilenet_v2", "googlenet"],
    [
      "prune:ratio=0.5", "low-rank:ratio=0.4", "fuse", "quantise:type=fp16", "low-rank,fuse,prune",
      "fold",
    ]
  )
  func resultIsValid(_ model: String, _ passes: String) throws {
    let graph = try Bundle.task(model, "snapdragon-855").graph
    let changed = try PassCatalogue.passes(named: passes).transformed(graph)
    #expect(changed != graph)
    #expect(
      changed.outputs.map { changed.tensors[$0].shape }
        == graph.outputs.map { graph.tensors[$0].shape }
    )
    let bytes = JSONWriter.bytes(GraphFile.json(changed))
    #expect(try GraphFile.read(try JSONReader.read(bytes, file: "g.json")) == changed)
  }

  /// Half of the channels between convolutions leave about a quarter of the work.
  @Test func pruningSavesWork() throws {
    let graph = try Bundle.task("vgg16", "snapdragon-855").graph
    let pruned = try PassCatalogue.passes(named: "prune:ratio=0.5").transformed(graph)
    let share =
      Double(pruned.multiplyAccumulates.amount) / Double(graph.multiplyAccumulates.amount)
    #expect(share > 0.24 && share < 0.27)
  }

  /// r · (inputs · k² + outputs) operations for each element, r being a multiple of four below the
  /// ratio's: 64 · 576 · 0.5 / 640 = 28.8, so 28.
  @Test func ranksFollowFromTheRatio() throws {
    let graph = try Bundle.task("resnet18", "snapdragon-855").graph
    let thin = try PassCatalogue.passes(named: "low-rank:ratio=0.5").transformed(graph)
    let names = thin.operators.values.map(\.name)
    let position = try #require(names.firstIndex(of: "/layer1/layer1.0/conv1/Conv/thin"))
    let output = try #require(thin.operators.values[position].outputs.first.flatMap { $0 })
    #expect(thin.tensors[output].shape.dimensions == [1, 28, 56, 56])
    #expect(names[position + 1] == "/layer1/layer1.0/conv1/Conv")
  }

  /// All seventeen activations go, those after sums as well.
  @Test func foldingLeavesNoActivation() throws {
    let graph = try Bundle.task("resnet18", "snapdragon-855").graph
    let folded = try PassCatalogue.passes(named: "fold").transformed(graph)
    #expect(folded.operators.values.allSatisfy { $0.kind != .relu })
    #expect(folded.multiplyAccumulates == graph.multiplyAccumulates)
  }

  /// An addition is a bias only where a weight is added and the result keeps its shape: folding any
  /// other would lose work or a tensor.
  @Test(arguments: [
    ("b", "[1, 8]", true), ("p", "[1, 8]", false), ("e", "[4, 8]", false),
  ])
  func onlyBiasesAreFolded(_ other: String, _ shape: String, _ isBias: Bool) throws {
    let text = """
      {"format": "pitfall.graph/1", "name": "g",
      "tensors": [
      {"name": "x", "type": "fp32", "shape": [1, 16], "role": "input"},
      {"name": "w", "type": "fp32", "shape": [16, 8], "role": "weight"},
      {"name": "b", "type": "fp32", "shape": [8], "role": "weight"},
      {"name": "e", "type": "fp32", "shape": [4, 8], "role": "weight"},
      {"name": "p", "type": "fp32", "shape": [1, 8]},
      {"name": "y", "type": "fp32", "shape": \(shape)}],
      "operators": [
      {"name": "1", "type": "MatMul", "inputs": ["x", "w"], "outputs": ["p"]},
      {"name": "2", "type": "Add", "inputs": ["p", "\(other)"], "outputs": ["y"]}],
      "outputs": ["y"]}
      """
    let graph = try GraphFile.read(try JSONReader.read(Array(text.utf8), file: "g.json"))
    let folded = try PassCatalogue.passes(named: "fold").transformed(graph)
    #expect(folded.operators.values.map(\.kind) == (isBias ? [.matMul] : [.matMul, .add]))
  }

  /// x·σ(x) becomes swish, and GELU as exporters write it with an error function one operator; a
  /// sum of two tensors stays.
  @Test func functionsOfOneTensorBecomeOneOperator() throws {
    let text = """
      {"format": "pitfall.graph/1", "name": "g",
      "tensors": [
      {"name": "x", "type": "fp32", "shape": [1, 8, 4, 4], "role": "input"},
      {"name": "y", "type": "fp32", "shape": [1, 8, 4, 4], "role": "input"},
      {"name": "c", "type": "fp32", "shape": [1], "role": "weight"},
      {"name": "s", "type": "fp32", "shape": [1, 8, 4, 4]},
      {"name": "w", "type": "fp32", "shape": [1, 8, 4, 4]},
      {"name": "d", "type": "fp32", "shape": [1, 8, 4, 4]},
      {"name": "e", "type": "fp32", "shape": [1, 8, 4, 4]},
      {"name": "a", "type": "fp32", "shape": [1, 8, 4, 4]},
      {"name": "m", "type": "fp32", "shape": [1, 8, 4, 4]},
      {"name": "g", "type": "fp32", "shape": [1, 8, 4, 4]},
      {"name": "z", "type": "fp32", "shape": [1, 8, 4, 4]}],
      "operators": [
      {"name": "1", "type": "Sigmoid", "inputs": ["x"], "outputs": ["s"]},
      {"name": "2", "type": "Mul", "inputs": ["x", "s"], "outputs": ["w"]},
      {"name": "3", "type": "Div", "inputs": ["y", "c"], "outputs": ["d"]},
      {"name": "4", "type": "Erf", "inputs": ["d"], "outputs": ["e"]},
      {"name": "5", "type": "Add", "inputs": ["e", "c"], "outputs": ["a"]},
      {"name": "6", "type": "Mul", "inputs": ["y", "a"], "outputs": ["m"]},
      {"name": "7", "type": "Mul", "inputs": ["m", "c"], "outputs": ["g"]},
      {"name": "8", "type": "Add", "inputs": ["w", "g"], "outputs": ["z"]}],
      "outputs": ["z"]}
      """
    let graph = try GraphFile.read(try JSONReader.read(Array(text.utf8), file: "g.json"))
    let folded = try PassCatalogue.passes(named: "fold").transformed(graph)
    #expect(folded.operators.values.map(\.kind) == [.swish, .gelu, .add])
  }

  /// The nine activations that follow convolutions go, the eight that follow sums stay.
  @Test func activationsAreFolded() throws {
    let graph = try Bundle.task("resnet18", "snapdragon-855").graph
    let fused = try PassCatalogue.passes(named: "fuse").transformed(graph)
    #expect(graph.operators.values.filter { $0.kind == .relu }.count == 17)
    #expect(fused.operators.values.filter { $0.kind == .relu }.count == 8)
    let folded = fused.operators.values.filter { $0.attributes.text("activation") == "Relu" }
    #expect(folded.count == 9)
    #expect(fused.multiplyAccumulates == graph.multiplyAccumulates)
  }

  /// Offsets let regions share addresses, and the checker proves that none is overwritten.
  @Test(arguments: ["mace", "mulayer", "codl"])
  func plannedMemoryIsSafe(_ name: String) throws {
    let task = try Bundle.task("squeezenet1_1", "snapdragon-855")
    let plan = try StrategyCatalogue.strategy(named: name).plan(for: task)
    let placed = try #require(
      MemoryPlanning.placed(plan, graph: task.graph, device: task.device)
    )
    #expect(placed.steps == plan.steps)
    let judgement = try Checker(ConfirmedSolver()).judge(placed, for: task)
    #expect(judgement.findings.first { $0.obligation == .memory }?.verdict == .proved)
    let gpu = try #require(task.device.pool(named: "gpu"))
    let regions = placed.placements.filter { $0.pool == gpu }
    let sizes = regions.map { task.graph.tensors[$0.tensor].type.bytes(of: $0.part).amount }
    let reach = zip(regions, sizes).map { $0.offset.amount + $1 }.max() ?? 0
    #expect(reach < sizes.reduce(0, +) / 2)
  }

  @Test func unknownPassesAreNamed() {
    #expect(throws: PassError.self) { try PassCatalogue.passes(named: "prnue") }
    #expect(throws: PassError.self) { try PassCatalogue.passes(named: "prune:ratio=2") }
    #expect(throws: PassError.self) { try PassCatalogue.passes(named: "fuse:x") }
  }
}
