import Devices
import Graphs
import Formats
import Loading
import Plans
import Quantities
import Strategies
import Studies
import Testing

/// A study of one bundled model on one phone.
@Suite struct SmallStudyTests {
  private static func study(_ model: String, _ strategies: [String]) throws -> Study {
    let inputs = Inputs()
    let conditions = try ["calm", "throttled-gpu"].map { try inputs.condition($0) }
    let study = Study(
      models: [
        Study.Model(
          model,
          try inputs.graph(of: PlanSubject(models: [model], frames: 1), dimensions: [])
        )
      ],
      devices: [try inputs.device("snapdragon-855")],
      conditions: conditions,
      contenders: try strategies.map {
        Study.Contender($0, try StrategyCatalogue.strategy(named: $0))
      },
      backends: try ["mace-gpu", "any"].compactMap { try inputs.backend($0) },
      competition: [.calm]
    )
    return try #require(study)
  }

  /// ResNet-50's file lists 49 activations, 16 sums and a flattening beside its 53 convolutions, 2
  /// pools and the fully connected layer.
  @Test func fallbackRatioCountsWhatHasNoParallelKernel() throws {
    let study = try Self.study("resnet50", ["mace"])
    let row = try #require(StudyResults.fallbacks(study).rows.first)
    #expect(row.operators == 122)
    #expect(row.sequential == 66)
    #expect(row.ratio == 540)
    #expect(row.refused == 0)
    #expect(StudyResults.fallbacks(study).refusals.last?.refused == 0)
  }

  @Test func theSameOnOneThreadAndOnMany() throws {
    let study = try Self.study("alexnet", ["mace", "codl", "heft"])
    let one = StudyResults(study, jobs: 1) { _, _, _ in }
    let many = StudyResults(study, jobs: 4) { _, _, _ in }
    #expect(one.comparison == many.comparison)
    #expect(one.predictions == many.predictions)
    #expect(one.granularity == many.granularity)
    #expect(one.passes == many.passes)
    #expect(one.comparison.cells.count == 6)
    #expect(one.predictions.rows.count == 2 * PredictionStudy.estimates.count)
    // All clocks at their maximum: knowing the condition changes nothing.
    for row in one.predictions.rows where row.condition == "calm" { #expect(row.regret == 0) }
  }

  /// A part is computed once, and all parts together are the whole.
  @Test(arguments: [1, 3, 8])
  func dealtPartsCoverEveryOperator(parts: Int) throws {
    let study = try Self.study("alexnet", ["mace"])
    let task = Task(graph: study.mainModel.graph, device: study.mainDevice, condition: .calm)
    let plan = try DealtParts(parts: parts).plan(for: task)
    var rows: [Int: Int] = [:]
    for step in plan.steps.values {
      guard case .run(let node, on: _, part: let part, _) = step.action,
        case let output?? = task.graph.operators[node].outputs.first
      else { continue }
      let shape = task.graph.tensors[output].type.shape
      let extent = shape.rank == 4 ? shape[2] : 1
      rows[node.value, default: 0] += part?.range.count ?? extent
    }
    for node in task.graph.operators.indices {
      guard case let output?? = task.graph.operators[node].outputs.first else { continue }
      let shape = task.graph.tensors[output].type.shape
      #expect(rows[node.value] == (shape.rank == 4 ? shape[2] : 1))
    }
    let execution = try #require(Execution(plan, for: task))
    #expect(execution.latency > .zero)
  }
}
