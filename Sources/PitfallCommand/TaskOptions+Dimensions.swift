import ArgumentParser
import Formats
import Loading

extension PlanSubject {
  /// The values of its dimensions and of others, which come first.
  func bindings(and others: [DimensionBinding]) -> [DimensionBinding] {
    var all = dimensions
    for binding in others { all[binding.name] = binding.value }
    return all.sorted { $0.key < $1.key }
      .compactMap { DimensionBinding(name: $0.key, value: $0.value) }
  }
}

extension TaskOptions {
  /// The dimensions that have one value each.
  var singleValues: [String: Int] {
    var values: [String: Int] = [:]
    for binding in dimensions.compactMap(\.onlyBinding) { values[binding.name] = binding.value }
    return values
  }

  /// The value of each symbolic dimension.
  ///
  /// - Throws: `Failure` where one has a range.
  func bindings() throws -> [DimensionBinding] {
    try dimensions.map { range in
      guard let binding = range.onlyBinding else {
        throw Failure(
          .wrongUsage,
          "--dim \(range.text): only 'verify' takes a range; name one value"
        )
      }
      return binding
    }
  }
}

extension DimensionRange: ExpressibleByArgument {
  init?(argument: String) {
    self.init(argument)
  }
}

extension DimensionBinding: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }

  /// What `--dim` means for the dimensions of something.
  static func help(of owner: String) -> ArgumentHelp {
    ArgumentHelp(
      "A value for a symbolic dimension of \(owner), such as batch=1.",
      valueName: "name=value"
    )
  }
}
