import Documents
import Foundation
import Logic
import ProcessSolving
import Reporting

extension SolverProgram {
  /// Asks this solver all questions again; the one on which they differ goes into a folder.
  func compare(_ questions: [SecondOpinion.Question], questionsIn smt2: String?) throws {
    let name = kind.rawValue
    let opinion: SecondOpinion
    do throws(SolverError) {
      opinion = try SecondOpinion(of: self, on: questions)
    } catch {
      throw Failure(.defect, "the second solver, \(file.path), fails: \(error)")
    }
    if let difference = opinion.disagreement {
      let folder = smt2 ?? FileManager.default.temporaryDirectory.path
      let query = difference.query
      try QueryFolder.write([query], to: folder)
      throw Failure(
        .defect,
        "the solvers contradict each other on \(quoted(query.name)): z3 says "
          + "\(difference.first.word), \(file.path) says \(difference.second.word). "
          + "The question is in \(escaped(folder, limit: 4_096))/"
          + "\(QueryFiles.name(of: query.name)). "
          + "One of the two is wrong, so that no verdict is given"
      )
    }
    for question in opinion.open {
      Console.warn(
        "pitfall: \(name) leaves \(quoted(question.query.name)) at \(question.answer.word)"
      )
    }
    Console.warn(
      "pitfall: \(name) agrees on \(opinion.agreements) of \(questions.count) questions"
    )
  }
}
