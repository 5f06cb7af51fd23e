package import Documents

/// The format `pitfall.corpus/1`: what a folder of cases holds, without the cases themselves.
package enum CorpusFile {
  /// The value of the `format` key.
  package static let format = "pitfall.corpus/1"

  /// Reads the cases; what else the file says is derived from them.
  ///
  /// - Throws: every fault of the form.
  package static func read(_ document: Document) throws(InputProblems) -> [CaseSummary] {
    var log = ProblemLog()
    let keys = ["format", "cases", "atlas", "changes"]
    let object = document.object("a list of cases", keys: keys, &log)
    object?.checkFormat(format, &log)
    let cases = object?.list("cases", &log)?.compactMap { CaseSummary($0, &log) }
    try log.check()
    return cases ?? []
  }
}
