package import Documents

/// An input that cannot be used: the file itself, or what stands in it.
package enum InputFault: Error, Hashable, Sendable {
  /// There is no file of that path; the cure says what else might be meant.
  case missing(path: String, cure: String? = nil)
  /// The bundled devices and models are not there.
  case notInstalled
  /// The file cannot be read, for the reason given in a clause.
  case unreadable(path: String, reason: String)
  /// The file or folder cannot be written, for the reason given in a clause with a cure.
  case unwritable(path: String, reason: String)
  /// The file holds something else than it should.
  case content(InputProblems)
}

extension InputFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path, let cure):
      "\(Self.safe(path)): no such file" + (cure.map { "; " + $0 } ?? "")
    case .notInstalled:
      BundledFiles.named.map { named in
        "PITFALL_HOME is '\(Self.safe(named))', which holds no \(BundledFiles.landmark); it is to "
          + "be the folder that holds Specs and Models"
      }
        ?? "the bundled devices and models were not found; set PITFALL_HOME to the folder that "
        + "holds Specs and Models"
    case .unreadable(let path, let reason): "\(Self.safe(path)): \(reason)"
    case .unwritable(let path, let reason):
      "\(path.isEmpty ? "the output" : Self.safe(path)): cannot be written: \(reason)"
    case .content(let problems): problems.description
    }
  }

  static func safe(_ path: String) -> String { escaped(path, limit: 4_096) }
}
