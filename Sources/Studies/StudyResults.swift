import Hunting

/// Everything that a study found.
package struct StudyResults: Sendable {
  package let study: Study
  package let comparison: Comparison
  package let fallbacks: FallbackStudy
  package let predictions: PredictionStudy
  package let granularity: GranularityStudy
  package let levels: LevelStudy
  package let passes: PassStudy
  package let agreement: PlanAgreement

  /// Runs a study on so many threads; the results do not depend on their number, nor on how much of
  /// them is known from an earlier run of the same study.
  package init(
    _ study: Study,
    jobs: Int,
    known: StudyRecord = StudyRecord(),
    keep: @escaping StudyRecord.Keeper = { _ in },
    _ progress: @escaping Study.Progress
  ) {
    let workers = Workers(jobs: jobs)
    self.study = study
    comparison = Comparison(study, workers, known: known, keep: keep, progress)
    fallbacks = FallbackStudy(study, workers, progress)
    predictions = PredictionStudy(study, workers, known: known, keep: keep, progress)
    granularity = GranularityStudy(study, workers, progress)
    levels = LevelStudy(study, granularity, workers, progress)
    agreement = PlanAgreement(study.published)
    passes = PassStudy(study, workers, progress)
  }
}

extension StudyResults {
  /// What falls back, by itself.
  package static func fallbacks(_ study: Study) -> FallbackStudy {
    FallbackStudy(study, Workers(jobs: 1)) { _, _, _ in }
  }
}
