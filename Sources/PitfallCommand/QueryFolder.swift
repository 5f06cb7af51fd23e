import Formats
import Foundation
import Logic

/// A folder of questions to the solver, each an SMT-LIB 2 script.
enum QueryFolder {
  /// Writes the questions under their names.
  static func write(_ queries: [Query], to folder: String) throws {
    try FileWriting.makeFolder(folder)
    for (file, script) in QueryFiles.scripts(of: queries) {
      try FileWriting.write(Data(script.utf8), to: folder + "/" + file)
    }
  }
}
