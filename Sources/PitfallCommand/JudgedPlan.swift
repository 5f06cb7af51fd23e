import Checking
import Documents
import Formats
import Plans
import Reporting
import Z3Solving

/// A plan with its judgement and report.
struct JudgedPlan {
  let source: PlanSource
  let judgement: Judgement
  let report: CounterexampleReport
  private let context: ReportContext

  /// Judges a plan on the usual obligations.
  init(_ source: PlanSource, reproduction: [String]) throws {
    do throws(CheckingDefect) {
      let judgement = try Checker(Z3Solver()).judge(source.plan, for: source.task)
      self.init(source, judgement, reproduction: reproduction)
    } catch {
      throw Failure(error)
    }
  }

  /// Takes a plan that was judged.
  init(_ source: PlanSource, _ judgement: Judgement, reproduction: [String]) {
    self.source = source
    self.judgement = judgement
    context = ReportContext(plan: source.label, source.plan, for: source.task)
    report = CounterexampleReport(
      judgement,
      context,
      Background(found: source.stored),
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
    case .sarif:
      let place = file.flatMap { file in
        source.places.map { SARIFReport.Source(file: file, places: $0) }
      }
      return JSONWriter.text(SARIFReport(judgement, context, source: place).json)
    }
  }
}
