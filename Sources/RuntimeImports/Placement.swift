package import Documents

/// Which operator runs where, as a runtime says it: names of its own, and what it counted.
package struct Placement: Hashable, Sendable {
  /// What one line or object says.
  package struct Entry: Hashable, Sendable {
    /// The operator's name for the runtime.
    package let name: String
    /// The operator's type for the runtime, where it says it.
    package let typeName: String?
    /// The extents of its first output, where the runtime says them.
    package let extents: [Int]?
    /// The extents of what it reads, where the runtime says them.
    package let inputs: [[Int]]
    /// The runtime's name of what it runs on.
    package let target: String
    /// Where it says so.
    package let place: Place

    /// Makes an entry.
    package init(
      name: String,
      typeName: String? = nil,
      extents: [Int]? = nil,
      inputs: [[Int]] = [],
      target: String,
      place: Place
    ) {
      self.name = name
      self.typeName = typeName
      self.extents = extents
      self.inputs = inputs
      self.target = target
      self.place = place
    }
  }

  /// A rule of a user's settings: what matches goes to a target; the first that matches counts.
  package struct Rule: Hashable, Sendable {
    /// What names or annotations are compared with.
    package enum Subject: Hashable, Sendable {
      case names
      case annotations
    }

    package let subject: Subject
    package let pattern: String
    /// Whether all of the text must match, or some part of it.
    package let isExact: Bool
    package let target: String
    package let place: Place
  }

  /// Who runs what no entry names.
  package enum Remainder: Hashable, Sendable {
    /// Whoever runs the operators around it: the runtime has fused or renamed it.
    case neighbours
    /// One target.
    case target(String)
    /// A target where the device's rules accept the operator, the CPU otherwise; the source only
    /// says how many it takes.
    case accepted(target: String)
    /// A target that compiles what it takes into partitions, which the source lists in place of
    /// what is in them.
    case compiled(target: String)
  }

  /// A number that the runtime stated, to be compared with what was imported.
  package struct Claim: Hashable, Sendable {
    /// What was counted.
    package enum Quantity: Hashable, Sendable {
      /// Nodes of the model file on a target.
      case nodes(target: String)
      /// Nodes of the model file.
      case allNodes
      /// Runs of neighbouring nodes on a target, in the order of the file.
      case runs(target: String)
      /// The sizes of those runs.
      case runSizes(target: String)
      /// What a delegate calls the partitions of the whole graph: its own and those between.
      case rounds(target: String)
      /// The partitions that a provider compiled.
      case compiled(target: String)
    }

    package let quantity: Quantity
    package let values: [Int]
    package let place: Place

    /// Makes a claim.
    package init(_ quantity: Quantity, _ values: [Int], at place: Place) {
      self.quantity = quantity
      self.values = values
      self.place = place
    }
  }

  /// The kind of source.
  package let kind: ImportKind
  /// What single operators are said to run on.
  package var entries: [Entry] = []
  /// What types of operators are said to run on.
  package var types: [Entry] = []
  /// The rules of settings.
  package var rules: [Rule] = []
  /// Who runs the rest.
  package var remainder = Remainder.neighbours
  /// What the runtime counted.
  package var claims: [Claim] = []
  /// All targets that are mentioned, in order of first mention.
  package var targets: [String] = []

  init(kind: ImportKind) {
    self.kind = kind
  }

  /// Takes out the entries that stand for compiled partitions, and says who runs what is in them.
  ///
  /// ONNX Runtime's NNAPI, QNN, Core ML, OpenVINO and other providers compile what they take; its
  /// log and profile list each partition as one node, named after provider and type, as
  /// `QNNExecutionProvider_QNN_31_4_0` of type `QNN_31_4`. Every other node is listed by its name,
  /// so what is not listed is in a partition.
  /// - Throws: where two providers have compiled, and nothing says which took what.
  mutating func separateCompiled() throws(InputProblems) {
    let compiled = entries.filter(\.isCompiled)
    guard let first = compiled.first else { return }
    if let other = compiled.first(where: { $0.target != first.target }) {
      throw LogText.problem(
        other.place,
        "\(quoted(first.target)) and \(quoted(other.target)) both compiled partitions, and nothing "
          + "here says which nodes are in which",
        cure: "write the assignment with Examples/dump-assignment.py and import that"
      )
    }
    entries.removeAll(where: \.isCompiled)
    remainder = .compiled(target: first.target)
    claims.removeAll { $0.quantity == .nodes(target: first.target) }
    claims.append(Claim(.compiled(target: first.target), [compiled.count], at: first.place))
  }

  /// Notes that a target was mentioned.
  mutating func mention(_ target: String) {
    if !targets.contains(target) { targets.append(target) }
  }
}

extension Placement.Entry {
  /// Whether this is a partition that its provider compiled: its name is made of the provider's
  /// name, the partition's as its type, and a number.
  fileprivate var isCompiled: Bool {
    guard let typeName, name.hasPrefix(target + "_" + typeName + "_") else { return false }
    return name.dropFirst(target.count + typeName.count + 2).allSatisfy(\.isNumber)
  }
}
