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
  @Test(arguments: [1, 3, 8, 64])
  func dealtPartsCoverEveryOperator(parts: Int) throws {
    let study = try Self.study("alexnet", ["mace"])
    let division = try #require(CoreDivision(study.mainDevice))
    let graph = study.mainModel.graph
    let task = Task(
      graph: graph,
      device: division.device,
      condition: division.condition(.calm)
    )
    let plan = try DealtParts(parts: parts).plan(for: task)
    var covered: [Int: [Range<Int>]] = [:]
    var cores: Set<Int> = []
    for step in plan.steps.values {
      guard case .run(let node, on: let core, part: let part, _) = step.action,
        case let output?? = graph.operators[node].outputs.first
      else { continue }
      let shape = graph.tensors[output].type.shape
      let extent = part.map { shape[$0.dimension] } ?? 1
      #expect(covered[node.value, default: []].last?.upperBound ?? 0 == part?.range.lowerBound ?? 0)
      covered[node.value, default: []].append(part?.range ?? 0..<extent)
      cores.insert(core.value)
      if part?.range.upperBound == extent || part == nil {
        #expect((covered[node.value]?.count ?? 0) <= parts)
      }
    }
    #expect(covered.count == graph.operators.count)
    #expect(cores.count == (parts == 1 ? 1 : parts == 3 ? cores.count : 8))
    let execution = try #require(Execution(plan, for: task))
    #expect(execution.latency > .zero)
  }

  /// The levels of one model, for one input and for two.
  @Test func twoInputsTakeLongerThanOneButNoLongerThanTwice() throws {
    let study = try Self.study("alexnet", ["mace"])
    let rows = StudyResults(study, jobs: 2) { _, _, _ in }.levels.rows
    #expect(rows.map(\.inputs) == [1, 2])
    let (one, two) = (try #require(rows.first), try #require(rows.last))
    #expect(one.entries.map(\.level) == LevelStudy.Level.allCases)
    #expect(two.entries.map(\.level) == LevelStudy.Level.allCases)
    let (first, second) = (one.entries[0].latency, two.entries[0].latency)
    #expect(first < second)
    #expect(second <= first * 2)
    #expect(one.entries[0].processors == 1)
  }
}
