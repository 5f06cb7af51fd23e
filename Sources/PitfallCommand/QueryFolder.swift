import Documents
import Foundation
import Logic

/// A folder of questions to the solver, each an SMT-LIB 2 script.
enum QueryFolder {
  /// Writes the questions under their names.
  static func write(_ queries: [Query], to folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (file, script) in QueryFiles.scripts(of: queries) {
        try script.write(toFile: folder + "/" + file, atomically: true, encoding: .utf8)
      }
    } catch {
      throw Failure(
        .missingInput,
        "\(escaped(folder, limit: 4_096)): cannot be written; \(error.localizedDescription)"
      )
    }
  }
}
