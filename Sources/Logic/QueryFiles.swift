/// The SMT-LIB 2 scripts of questions, each with a file name of its own.
package enum QueryFiles {
  /// The file of a question; a pool's name may be anything, and stays what it is only as far as it
  /// is a short and plain one.
  package static func name(of query: String) -> String {
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

  /// The scripts of questions with their files, in the order of the questions.
  ///
  /// A question that was asked before has one file, and another one of the same name, such as that
  /// of another stretch of the model, gets a number.
  package static func scripts(of queries: [Query]) -> [(file: String, script: String)] {
    var result: [(file: String, script: String)] = []
    var taken: Set<String> = []
    var texts: [String: Set<String>] = [:]
    for query in queries {
      let script = SMTLIBPrinter.script(for: query)
      guard texts[query.name, default: []].insert(script).inserted else { continue }
      var file = name(of: query.name)
      var number = 1
      while !taken.insert(file).inserted {
        number += 1
        file = name(of: "\(query.name)-\(number)")
      }
      result.append((file, script))
    }
    return result
  }
}
