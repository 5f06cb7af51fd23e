import Checking
import Documents
import Formats
import Graphs
import Plans
import Quantities
import Reporting
import Strategies
import Z3Solving

/// A plan with its judgement and report.
struct JudgedPlan {
  let source: PlanSource
  let judgement: Judgement
  let report: CounterexampleReport
  private let context: ReportContext

  /// Judges a plan on the usual obligations, and says of a loss whether it could have been avoided:
  /// as far as a long search tells where asked to explain it, else as far as a short one does.
  init(
    _ source: PlanSource,
    reproduction: [String],
    explaining isExplained: Bool = false,
    rival: Background.Rival? = nil
  ) throws {
    let judgement = try Checker(Z3Solver()).judge(source.plan, for: source.task)
    let loses = judgement.findings.contains {
      $0.obligation == .profit && $0.verdict == .refuted
    }
    self.init(
      source,
      judgement,
      reproduction: reproduction,
      avoidance: loses ? try Self.avoidance(source, isThorough: isExplained) : nil,
      rival: rival
    )
  }

  private static func avoidance(_ source: PlanSource, isThorough: Bool) throws -> Avoidance? {
    let count = source.task.graph.operators.count
    guard isThorough || count <= ProfitExplanation.mostOperators else {
      return ProfitExplanation.unasked(operators: count)
    }
    return try ProfitExplanation(source, isThorough: isThorough).avoidance
  }

  /// Takes a plan that was judged.
  init(
    _ source: PlanSource,
    _ judgement: Judgement,
    reproduction: [String],
    avoidance: Avoidance? = nil,
    rival: Background.Rival? = nil
  ) {
    self.source = source
    self.judgement = judgement
    context = ReportContext(plan: source.label, source.plan, for: source.task)
    report = CounterexampleReport(
      judgement,
      context,
      Background(found: source.stored, avoidance: avoidance, rival: rival),
      reproduction: reproduction
    )
  }

  /// The report in a format; `file` is where the plan stands.
  func text(_ format: ReportFormat, file: String?) -> String {
    switch format {
    case .html: return report.html
    case .markdown: return report.markdown
    case .json: return JSONWriter.text(report.json)
    case .csv: return report.csv
    case .junit: return JUnitReport(judgement, context).xml
    case .trace: return JSONWriter.text(report.trace, .compact)
    case .dot: return GraphDOT(judgement.subject.program).text
    case .svg: return report.svg
    case .sarif:
      let place = source.sarifSource(file: file)
      return JSONWriter.text(SARIFReport(judgement, context, source: place).json)
    }
  }
}
