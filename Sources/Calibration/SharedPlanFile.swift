package import Documents
package import Graphs
import Quantities

/// The format `pitfall.shares/1`: plans in CoDL's published form, many to a file.
package struct SharedPlanFile: Sendable {
  /// The value of the `format` key.
  package static let format = "pitfall.shares/1"

  /// One stored plan.
  package struct Entry: Hashable, Sendable {
    /// What the plan is called.
    package let name: String
    /// The model's name.
    package let model: String
    /// The devices it is for.
    package let devices: [String]
    /// The shares of the listed operators, in their order.
    package let shares: [SharedPlan.Share]
    /// How many of them each chain has.
    package let chainLengths: [Int]
  }

  /// The plans in the order of the file.
  package let entries: [Entry]

  /// Reads a file.
  ///
  /// - Throws: every fault of the file.
  package init(_ document: Document) throws(InputProblems) {
    var log = ProblemLog()
    let object = document.object("a file of shares", keys: ["format", "source", "plans"], &log)
    object?.checkFormat(Self.format, &log)
    entries = (object?.list("plans", &log) ?? []).compactMap { Self.entry($0, &log) }
    try log.check()
  }

  /// The plan of a name for a model on a device.
  package func entry(_ name: String, model: String, device: String) -> Entry? {
    entries.first { $0.name == name && $0.model == model && $0.devices.contains(device) }
  }

  private static func entry(_ document: Document, _ log: inout ProblemLog) -> Entry? {
    let keys = ["name", "model", "devices", "channels", "gpu-tenths", "chains"]
    guard let object = document.object("a shared plan", keys: keys, &log) else { return nil }
    let name = object.text("name", &log)
    let model = object.text("model", &log)
    let devices = (object.list("devices", &log) ?? []).compactMap { $0.text("a device", &log) }
    let tenths = (object.list("gpu-tenths", &log) ?? [])
      .compactMap { $0.integer("a share", in: 0...10, &log) }
    let channels = (object.list("channels", &log) ?? [])
      .compactMap { $0.integer("a position", in: 0...100_000, &log) }
    let chains = (object.list("chains", &log) ?? [])
      .compactMap { $0.integer("a length", in: 1...100_000, &log) }
    guard let name, let model else { return nil }
    guard chains.reduce(0, +) == tenths.count else {
      log.report(object.place, "the chains do not add up to the \(tenths.count) shares")
      return nil
    }
    return Entry(
      name: name,
      model: model,
      devices: devices,
      shares: tenths.enumerated()
        .map { position, share in
          SharedPlan.Share(
            channels.contains(Int64(position)) ? .channel : .height,
            tenths: Int(share)
          )
        },
      chainLengths: chains.map { Int($0) }
    )
  }
}

extension SharedPlan {
  /// The plan of an entry for a graph whose listed operators are those with a number in the name,
  /// such as `Conv_4` (see `Scripts/make-codl-graphs.py`); nil where there are not as many.
  package init?(_ entry: SharedPlanFile.Entry, for graph: Graph) {
    var numbered: [(number: Int, node: Index<Operator>)] = []
    for node in graph.operators.indices {
      let parts = graph.operators[node].name.split(separator: "_")
      if parts.count == 2, let number = Int(parts[1]) { numbered.append((number, node)) }
    }
    numbered.sort { $0.number < $1.number }
    guard numbered.map(\.number) == Array(numbered.indices) else { return nil }
    let listed = numbered.map(\.node)
    guard listed.count == entry.shares.count else { return nil }
    var chains: [[Index<Operator>]] = []
    var rest = listed[...]
    for length in entry.chainLengths {
      chains.append(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    self.init(
      shares: Dictionary(zip(listed, entry.shares), uniquingKeysWith: { first, _ in first }),
      chains: chains
    )
  }
}
