/// What a study has found already, so that one that was interrupted goes on where it was.
///
/// Pieces are counted as `Study.pieces` lists them.
package struct StudyRecord: Hashable, Sendable {
  /// What the strategies made of a piece, in their order.
  package var outcomes: [Int: [StudyCell.Outcome]] = [:]
  /// The predictions for a piece.
  package var predictions: [Int: [PredictionStudy.Row]] = [:]

  /// Makes the record of a study that has found nothing yet.
  package init() {}

  /// What is found of one piece.
  package enum Entry: Hashable, Sendable {
    case outcomes([StudyCell.Outcome], piece: Int)
    case predictions([PredictionStudy.Row], piece: Int)
  }

  /// Called with each entry as it is found, from any thread.
  package typealias Keeper = @Sendable (Entry) -> Void

  /// Adds what is found of a piece.
  package mutating func add(_ entry: Entry) {
    switch entry {
    case .outcomes(let outcomes, let piece): self.outcomes[piece] = outcomes
    case .predictions(let rows, let piece): predictions[piece] = rows
    }
  }
}
