import Documents
import Foundation
import Logic

/// A folder of questions to the solver, each an SMT-LIB 2 script.
enum QueryFolder {
  /// The file of a question; a pool's name may be anything, and stays what it is only as far as it
  /// is a short and plain one.
  static func fileName(of query: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    let isPlain = query.unicodeScalars.allSatisfy(plain.unicodeScalars.contains)
    if isPlain, query.count <= 100 { return query + ".smt2" }
    let start = query.unicodeScalars.prefix(60)
      .map { plain.unicodeScalars.contains($0) ? String($0) : "_" }
    // FNV-1a tells names apart that begin alike.
    let mark = query.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return start.joined() + "-" + String(mark, radix: 16) + ".smt2"
  }

  /// Writes the questions under their names.
  static func write(_ queries: [Query], to folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for query in queries {
        let path = folder + "/" + fileName(of: query.name)
        try SMTLIBPrinter.script(for: query)
          .write(toFile: path, atomically: true, encoding: .utf8)
      }
    } catch {
      throw Failure(
        .missingInput,
        "\(escaped(folder, limit: 4_096)): cannot be written; \(error.localizedDescription)"
      )
    }
  }
}
