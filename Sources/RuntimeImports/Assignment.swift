import Devices
import Documents
import Graphs
import Quantities
import TFLiteModels

/// What each node of the model runs on, while it is worked out.
struct Assignment {
  let placement: Placement
  let model: ImportedModel
  let device: Device
  let targets: TargetNames
  let file: String
  /// The target of each node, nil while the source says nothing of it.
  var chosen: [String?]
  var meanings: [String: Index<Processor>] = [:]
  var findings: [ImportReport.Finding] = []
  var comparisons: [ImportReport.Comparison] = []
  /// How names were found.
  private(set) var ways: [NodeMatching.Way: Int] = [:]
  private(set) var constants = 0
  private(set) var inserted = 0
  /// The nodes that the runtime lists as fused with what follows them.
  private(set) var fused: Set<Int> = []
  /// The nodes that read a tensor.
  private let readers: [String: [Int]]
  private let writers: [String: Int]

  init(
    _ placement: Placement,
    model: ImportedModel,
    device: Device,
    targets: TargetNames,
    file: String
  ) {
    self.placement = placement
    self.model = model
    self.device = device
    self.targets = targets
    self.file = file
    chosen = [String?](repeating: nil, count: model.nodes.count)
    var readers: [String: [Int]] = [:]
    var writers: [String: Int] = [:]
    for (position, node) in model.nodes.enumerated() {
      for input in node.inputs { readers[input, default: []].append(position) }
      for output in node.outputs { writers[output] = position }
    }
    self.readers = readers
    self.writers = writers
  }

  var place: Place { Place(file: file) }

  /// The nodes that read what a node computes.
  func successors(of node: Int) -> [Int] {
    model.nodes[node].outputs.flatMap { readers[$0] ?? [] }
  }

  /// The nodes whose results a node reads.
  func predecessors(of node: Int) -> [Int] {
    model.nodes[node].inputs.compactMap { writers[$0] }
  }

  func isFolded(_ node: Int) -> Bool { model.nodes[node].operators.isEmpty }

  // MARK: Targets

  /// Finds the processor of each target that is mentioned.
  ///
  /// A plan that a user wrote for a device that is not there is what runtimes ignore; a placement
  /// that a runtime made there cannot be for this device.
  mutating func resolveTargets() throws(InputProblems) {
    var log = ProblemLog()
    let names = device.processors.values.map(\.name)
    for target in placement.targets {
      switch targets.meaning(of: target) {
      case .processor(let index): meanings[target] = index
      case .absent(let kinds) where placement.kind.isWish:
        meanings[target] = device.host
        findings.append(
          ImportReport.Finding(
            .absentDevice,
            "\(quoted(target)) stands for \(kinds.map(\.rawValue).joined(separator: " or ")), "
              + "which device \(quoted(device.name)) does not have: ONNX Runtime logs that once "
              + "and runs everything it was to run on the CPU; name a processor of the device, or "
              + "say which one is meant with --map \(target)=\(names.last ?? "cpu")"
          )
        )
      case .absent(let kinds):
        log.report(
          placeOf(target),
          "the placement uses \(quoted(target)), and device \(quoted(device.name)) has no "
            + kinds.map(\.rawValue).joined(separator: " or "),
          cure: "choose the device that it was made on, or say which processor stands for it: "
            + "--map \(target)=\(names.last ?? "cpu")"
        )
      case .unknown:
        log.report(
          placeOf(target),
          "the provider or device \(quoted(target)) is not known"
            + (targets.hint(target).map { ": " + $0 } ?? ""),
          cure: "say which processor it is: --map \(target)=… with one of "
            + names.joined(separator: ", ")
        )
      }
    }
    try log.check()
  }

  private func placeOf(_ target: String) -> Place {
    placement.entries.first { $0.target == target }?.place
      ?? placement.rules.first { $0.target == target }?.place
      ?? placement.claims.first?.place ?? place
  }

  // MARK: Names

  /// Finds the node of each entry.
  mutating func matchEntries() throws(InputProblems) {
    guard !placement.entries.isEmpty else { return }
    let matching = NodeMatching(model.nodes)
    var unknown: [Placement.Entry] = []
    var unnamed: [Placement.Entry] = []
    var by: [Int: (way: NodeMatching.Way, entry: Placement.Entry)] = [:]
    for entry in placement.entries {
      guard !entry.name.isEmpty else {
        unnamed.append(entry)
        continue
      }
      switch matching.match(entry.name, typeName: entry.typeName, kind: placement.kind) {
      case .constant: constants += 1
      case .inserted: inserted += 1
      case .unknown: unknown.append(entry)
      case .node(let node, let way):
        ways[way, default: 0] += 1
        if let known = by[node], known.entry.target != entry.target {
          guard known.way == way else {
            // The full name counts more than one that was cut.
            if way == .name { by[node] = (way, entry) }
            continue
          }
          throw LogText.problem(
            entry.place,
            "node \(quoted(entry.name)) is placed on \(quoted(entry.target)), and on "
              + "\(quoted(known.entry.target)) in line \(known.entry.place.line)",
            cure: "the file may hold two sessions; import one at a time"
          )
        }
        if by[node] == nil || way == .name { by[node] = (way, entry) }
        if entry.typeName?.hasPrefix("Fused") == true { fused.insert(node) }
      }
    }
    if unknown.count * 2 > placement.entries.count - constants - inserted,
      let aligned = alignedByShape()
    {
      for (node, target) in aligned { chosen[node] = target }
      return
    }
    try checkMatched(unknown)
    for (node, match) in by.sorted(by: { $0.key < $1.key }) { chosen[node] = match.entry.target }
    placeUnnamed(unnamed)
  }

  /// Places nodes that have no names in model and source: where all that are of a type run on one
  /// target, there; where they do not, nothing tells them apart.
  private mutating func placeUnnamed(_ entries: [Placement.Entry]) {
    var open = 0
    for type in Set(entries.map(\.typeName)).sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
      let own = entries.filter { $0.typeName == type }
      let nodes = model.nodes.indices.filter { position in
        let node = model.nodes[position]
        return chosen[position] == nil && node.typeName == type && node.name == node.outputs.first
      }
      guard nodes.count == own.count, Set(own.map(\.target)).count == 1 else {
        if type != "Transpose" || !nodes.isEmpty { open += own.count }
        continue
      }
      for node in nodes { chosen[node] = own[0].target }
      ways[.position, default: 0] += nodes.count
    }
    guard open > 0 else { return }
    findings.append(
      ImportReport.Finding(
        .unmatched,
        "\(open) entries have no names, and others of their types run elsewhere; what they stand "
          + "for runs where its neighbours do. Name the model's nodes first"
      )
    )
  }

  /// A source of which less than half is found belongs to another model.
  private mutating func checkMatched(_ unknown: [Placement.Entry]) throws(InputProblems) {
    guard let first = unknown.first else { return }
    let named = placement.entries.count - constants - inserted
    guard unknown.count * 2 <= named else {
      let names = model.nodes.prefix(3).map { quoted($0.name) }.joined(separator: ", ")
      throw LogText.problem(
        first.place,
        "\(unknown.count) of \(named) names are not in the model, the first is "
          + "\(quoted(first.name)); the model has \(names), …",
        cure: "give the model that the runtime ran with --model; where it saved an optimised one "
          + "(optimized_model_filepath), give that"
      )
    }
    findings.append(
      ImportReport.Finding(
        .unmatched,
        "\(unknown.count) of \(named) names are not in the model; operators that nobody names run "
          + "where their neighbours do. Give the model that the runtime ran, or turn its "
          + "optimisations off",
        names: unknown.map(\.name)
      )
    )
  }

  /// The targets of nodes when names say nothing: by type and shape, in order.
  private mutating func alignedByShape() -> [(node: Int, target: String)]? {
    let items = placement.entries.map {
      ShapeAlignment.Item(
        name: $0.name,
        typeName: $0.typeName,
        extents: $0.extents,
        inputs: $0.inputs
      )
    }
    guard let aligned = ShapeAlignment.align(items, with: model, kind: placement.kind) else {
      return nil
    }
    let (found, missing) = (aligned.nodes.count, aligned.missing.count)
    ways = [.shape: found]
    findings.append(
      ImportReport.Finding(
        .renamed,
        "no names of the source are in the model; \(found) of \(found + missing) were found by "
          + "their type and shape, in order. Check that this is the model that the runtime ran",
        names: aligned.missing
      )
    )
    return aligned.nodes.map { ($0.node, placement.entries[$0.item].target) }
  }

  // MARK: Rules

  /// Applies types, rules and what is said of the rest.
  mutating func applyRules() throws(InputProblems) {
    for (position, node) in model.nodes.enumerated() where chosen[position] == nil {
      chosen[position] = target(ofType: node.typeName) ?? target(byRule: node)
    }
    for type in placement.types where !model.nodes.contains(where: { matches(type, $0.typeName) }) {
      throw LogText.problem(
        type.place,
        "the runtime refused operators of type \(quoted(type.name)), the model has none",
        cure: "give the model that the runtime ran with --model"
      )
    }
    let ignored = placement.rules.filter { rule in
      !model.nodes.contains { matches(rule, $0) }
    }
    guard !ignored.isEmpty else { return }
    let subject = ignored[0].subject == .names ? "name" : "annotation (layer_ann)"
    findings.append(
      ImportReport.Finding(
        .unmatched,
        "\(ignored.count) of \(placement.rules.count) patterns match no \(subject) of the model, "
          + "so they are ignored",
        names: ignored.map { ($0.isExact ? "=" : "") + $0.pattern }
      )
    )
    guard ignored.count == placement.rules.count else { return }
    throw LogText.problem(
      ignored[0].place,
      "no pattern matches any \(subject) of the model, the first is "
        + quoted(ignored[0].pattern),
      cure: ignored[0].subject == .names
        ? "give parts of node names, which 'pitfall inspect' shows"
        : "annotate the model's nodes with layer_ann in their metadata, or use "
          + "session.name_based_layer_assignment"
    )
  }

  private func target(ofType type: String) -> String? {
    placement.types.first { matches($0, type) }?.target
  }

  private func matches(_ entry: Placement.Entry, _ type: String) -> Bool {
    entry.name == type || entry.name == "CUSTOM" && !BuiltinNames.contains(type)
  }

  private func target(byRule node: ModelNode) -> String? {
    placement.rules.first { matches($0, node) }?.target
  }

  private func matches(_ rule: Placement.Rule, _ node: ModelNode) -> Bool {
    guard let text = rule.subject == .names ? node.name : node.annotation else { return false }
    return rule.isExact ? text == rule.pattern : text.contains(rule.pattern)
  }
}
