import Devices
import Documents
import Graphs
import Plans
import Quantities

/// One reading of a plan: the names it may use and the problems found so far.
struct PlanReading {
  private let graph: Graph
  private let device: Device
  private let operators: NameTable<Operator>
  private let tensors: NameTable<Tensor>
  private let processors: NameTable<Processor>
  private let pools: NameTable<MemoryPool>
  private var log = ProblemLog()
  /// The names of all steps, also of those with faults.
  private var stepNames: [String] = []

  init(graph: Graph, device: Device) {
    self.graph = graph
    self.device = device
    operators = NameTable("operator", graph.operators.values.map(\.name))
    tensors = NameTable("tensor", graph.tensors.values.map(\.name))
    processors = NameTable("processor", device.processors.values.map(\.name))
    pools = NameTable("pool", device.pools.values.map(\.name))
  }

  mutating func read(_ document: Document) throws(InputProblems) -> LocatedPlan {
    guard let object = document.object("a plan", keys: PlanFile.keys, &log) else {
      try log.check()
      throw InputProblems(InputProblem(document.place, "not a plan"))
    }
    object.checkFormat(PlanFile.format, &log)
    let synchronization = object.required("synchronization", &log)?
      .choice(
        "'synchronization'",
        among: [Plan.Synchronization.implicit, .explicit],
        &log
      )
    let strategy = readStrategy(object.optional("strategy"))
    let (steps, stepPlaces) = readSteps(object.list("steps", &log) ?? [])
    let (waits, waitPlaces) = readWaits(object.optional("after"))
    let (placements, placementPlaces) = readPlacements(object.optional("placements"))
    let orders = readOrders(object.optional("order"))
    try log.check()
    let plan = Plan(
      synchronization: synchronization ?? .implicit,
      strategy: strategy,
      steps: steps,
      waits: waits,
      placements: placements,
      orders: orders
    )
    return LocatedPlan(
      plan: plan,
      places: PlanPlaces(
        steps: Table(stepPlaces),
        waits: waitPlaces,
        placements: placementPlaces
      )
    )
  }

  private mutating func readStrategy(_ document: Document?) -> Plan.Provenance? {
    guard let object = document?.object("a strategy", keys: ["name", "version"], &log),
      let name = object.text("name", &log), let version = object.text("version", &log)
    else { return nil }
    return Plan.Provenance(name: name, version: version)
  }

  private mutating func readSteps(_ items: [Document]) -> ([Step], [Place]) {
    guard items.count <= Limits.steps else {
      log.report(items[Limits.steps].place, "more than \(Limits.steps) steps")
      return ([], [])
    }
    var steps: [Step] = []
    steps.reserveCapacity(items.count)
    var firstPlaces: [String: Place] = [:]
    firstPlaces.reserveCapacity(items.count)
    for item in items {
      guard let object = item.object("a step", keys: Self.stepKeys, &log) else { continue }
      let id = object.text("id", &log)
      if let id {
        stepNames.append(id)
        if let first = firstPlaces[id] {
          log.report(
            object.optional("id")?.place ?? item.place,
            "step \(quoted(id)) was given before, on line \(first.line)"
          )
        } else {
          firstPlaces[id] = item.place
        }
      }
      guard let action = readAction(object), let id else { continue }
      steps.append(Step(id: id, action))
    }
    return (steps, items.map(\.place))
  }

  private static let runKeys = ["operator", "processor", "precision"]
  private static let copyKeys = ["copy", "from", "to"]
  private static let stepKeys = ["id"] + runKeys + copyKeys + ["part"]

  private mutating func readAction(_ object: ObjectReader) -> Step.Action? {
    switch (object.optional("operator"), object.optional("copy")) {
    case (let node?, nil):
      refuse(Self.copyKeys, in: object, "a step that runs an operator")
      return readRun(object, of: node)
    case (nil, let tensor?):
      refuse(Self.runKeys, in: object, "a step that copies a tensor")
      return readCopy(object, of: tensor)
    case (nil, nil):
      log.report(object.place, "a step has neither 'operator' nor 'copy'")
      return nil
    case (_?, let copy?):
      log.report(copy.place, "a step has both 'operator' and 'copy'", cure: "make it two steps")
      return nil
    }
  }

  private mutating func refuse(_ keys: [String], in object: ObjectReader, _ what: String) {
    for member in object.members where keys.contains(member.key) && member.value.value != .null {
      log.report(member.place, "\(what) has \(quoted(member.key))")
    }
  }

  private mutating func readRun(_ object: ObjectReader, of node: Document) -> Step.Action? {
    let index = operators.resolve(node, "'operator'", &log)
    let processor = processors.resolve(
      object.required("processor", &log),
      "'processor'",
      &log
    )
    let precision = object.optional("precision")?
      .choice(
        "'precision'",
        of: ElementType.self,
        &log
      )
    guard let index else { return nil }
    let part = readPart(object, of: graph.shapeOfFirstOutput(of: index))
    guard let processor else { return nil }
    return .run(index, on: processor, part: part, precision: precision)
  }

  private mutating func readCopy(_ object: ObjectReader, of tensor: Document) -> Step.Action? {
    let index = tensors.resolve(tensor, "'copy'", &log)
    let source = pools.resolve(object.required("from", &log), "'from'", &log)
    let target = pools.resolve(object.required("to", &log), "'to'", &log)
    let part = index.flatMap { readPart(object, of: graph.tensors[$0].shape) }
    guard let source, let target else { return nil }
    guard device.link(from: source, to: target) != nil else {
      let (from, to) = (device.pools[source].name, device.pools[target].name)
      log.report(
        object.place,
        from == to
          ? "a copy from pool \(quoted(from)) to itself"
          : "no link leads from pool \(quoted(from)) to pool \(quoted(to))",
        cure: from == to ? nil : "copy through a pool that has links with both"
      )
      return nil
    }
    return index.map { .copy($0, from: source, to: target, part: part) }
  }

  /// The part of a tensor of the given shape; nil also where it is the whole.
  private mutating func readPart(_ owner: ObjectReader, of shape: Shape) -> Slice? {
    guard let document = owner.optional("part"),
      let object = document.object("a part", keys: ["axis", "start", "end"], &log)
    else { return nil }
    let dimension = object.required("axis", &log).flatMap { readAxis($0, in: shape) }
    guard let dimension else { return nil }
    let extent = shape[dimension]
    let start = readPosition(object, "start", of: extent)
    let end = readPosition(object, "end", of: extent)
    guard let start, let end else { return nil }
    guard start < end else {
      log.report(document.place, "the part from \(start) to \(end) is empty")
      return nil
    }
    guard end <= Int64(extent) else {
      log.report(
        object.optional("end")?.place ?? document.place,
        "the part ends at \(end), but the extent is \(extent) (the shape is \(shape))"
      )
      return nil
    }
    return Slice(dimension: dimension, range: Int(start)..<Int(end)).normalised(in: shape)
  }

  /// A position along an axis: a number, or a share of the extent such as `"1/2"`, rounded down.
  private mutating func readPosition(_ object: ObjectReader, _ key: String, of extent: Int)
    -> Int64?
  {
    guard let document = object.optional(key), case .text(let text) = document.value else {
      return object.integer(key, in: 0 ... .max, &log)
    }
    let sides = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) }
    guard sides.count == 2, case let share? = sides[0], case let whole? = sides[1], share >= 0,
      whole > 0, share <= whole, whole <= 1_000_000
    else {
      log.report(
        document.place,
        "\(quoted(key)) is no share of the extent",
        cure: "write a number, or a share such as \"1/2\""
      )
      return nil
    }
    return Int64(extent) * share / whole
  }

  private mutating func readAxis(_ document: Document, in shape: Shape) -> Int? {
    if case .integer(let dimension) = document.value {
      guard dimension >= 0, dimension < Int64(shape.rank) else {
        log.report(
          document.place,
          "there is no dimension \(dimension) in the shape \(shape)"
        )
        return nil
      }
      return Int(dimension)
    }
    guard let axis = document.choice("'axis'", of: Axis.self, &log) else { return nil }
    guard let dimension = axis.dimension(rank: shape.rank) else {
      log.report(
        document.place,
        "there is no axis '\(axis.rawValue)' in the shape \(shape)",
        cure: shape.rank > 0 ? "name a dimension by its number, from 0" : nil
      )
      return nil
    }
    return dimension
  }

  private mutating func readWaits(_ document: Document?) -> ([Plan.Wait], [Place]) {
    guard let items = document?.list("'after'", &log), !items.isEmpty else { return ([], []) }
    let names = NameTable<Step>("step", stepNames)
    var waits: [Plan.Wait] = []
    for item in items {
      guard let pair = item.list("a wait", &log) else { continue }
      guard pair.count == 2 else {
        log.report(
          item.place,
          "a wait has \(pair.count) entries",
          cure: "write [\"step\", \"step that it waits for\"]"
        )
        continue
      }
      let step = names.resolve(pair[0], "the step that waits", &log)
      let predecessor = names.resolve(pair[1], "the step that is waited for", &log)
      if let step, let predecessor { waits.append(Plan.Wait(step, after: predecessor)) }
    }
    return (waits, items.map(\.place))
  }

  /// The members of `"order": {"cpu": "arrival"}`.
  private mutating func readOrders(_ document: Document?) -> [Plan.OrderChoice] {
    var choices: [Plan.OrderChoice] = []
    for member in document?.members("'order'", &log) ?? [] {
      let name = Document(.text(member.key), at: member.place)
      let processor = processors.resolve(name, "a key of 'order'", &log)
      let order = member.value.choice(
        "the order of \(quoted(member.key))",
        of: QueueOrder.self,
        &log
      )
      if let processor, let order { choices.append(Plan.OrderChoice(processor, order)) }
    }
    return choices
  }

  private mutating func readPlacements(_ document: Document?) -> ([Plan.Placement], [Place]) {
    guard let items = document?.list("'placements'", &log) else { return ([], []) }
    var placements: [Plan.Placement] = []
    for item in items {
      guard
        let object = item.object(
          "a placement",
          keys: ["pool", "tensor", "part", "offset"],
          &log
        )
      else { continue }
      let pool = pools.resolve(object.required("pool", &log), "'pool'", &log)
      let tensor = tensors.resolve(object.required("tensor", &log), "'tensor'", &log)
      let offset = object.integer("offset", in: 0...Int64(Limits.bytes.amount), &log)
      guard let tensor else { continue }
      let part = readPart(object, of: graph.tensors[tensor].shape)
      if let pool, let offset {
        placements.append(
          Plan.Placement(pool: pool, tensor: tensor, part: part, offset: Bytes(UInt64(offset)))
        )
      }
    }
    return (placements, items.map(\.place))
  }
}
