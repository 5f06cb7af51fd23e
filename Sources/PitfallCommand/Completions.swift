import ArgumentParser
import Formats
import Loading
import Strategies

/// What shells offer for values that are names of built-in things.
extension CompletionKind {
  /// The names of strategies.
  static var strategies: CompletionKind {
    .custom { _, _, _ in AllStrategies.entries.map(\.name) }
  }

  /// The names of bundled files of a kind, and the files of the folder that is being typed.
  static func bundled(_ kind: BundledFiles.Kind) -> CompletionKind {
    .custom { _, _, typed in
      let names = (try? Inputs().bundledFiles().names(of: kind)) ?? []
      return names + FileReading.names(beginning: typed)
    }
  }
}
