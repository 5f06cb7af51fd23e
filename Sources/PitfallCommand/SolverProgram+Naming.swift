import Documents
import Foundation
import ProcessSolving

extension SolverProgram {
  /// The program of a name on the search path, or at a path.
  ///
  /// - Throws: `Failure` for other programs and for one that is not there.
  static func named(_ text: String) throws -> SolverProgram {
    let file = URL(fileURLWithPath: text)
    guard let kind = Kind(rawValue: file.lastPathComponent) else {
      let cure = suggestion(for: text, among: Kind.allCases.map(\.rawValue))
      throw Failure(
        .wrongUsage,
        "no second solver \(quoted(text)); \(cure ?? "there are cvc5 and z3, or a path of one")"
      )
    }
    if text.contains("/") {
      guard FileManager.default.isExecutableFile(atPath: text) else {
        throw Failure(.missingInput, "\(escaped(text, limit: 4_096)): no program is there")
      }
      return SolverProgram(kind, at: file)
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    guard let program = SolverProgram(kind, on: path) else {
      throw Failure(
        .missingInput,
        "\(kind.rawValue) is not installed: no folder of PATH has it "
          + "(Debian: apt-get install \(kind.rawValue))"
      )
    }
    return program
  }
}
