import Documents

/// Sources that are JSON documents.
enum JSONSource {
  /// The document of a source; where it is none, what usually is the reason.
  static func document(_ bytes: [UInt8], file: String) throws(InputProblems) -> Document {
    guard bytes.contains(where: { $0 > 0x20 }) else { throw LogText.empty(file) }
    do throws(InputProblems) {
      return try JSONReader.read(bytes, file: file)
    } catch {
      let problem = error.problems[0]
      throw InputProblems(
        InputProblem(
          problem.place,
          problem.reason,
          cure: problem.cure ?? "the file must be one complete JSON document: it may be cut off "
            + "(let the session end before the file is read), or two files were joined"
        )
      )
    }
  }

  // MARK: ONNX Runtime

  /// The document that Examples/dump-assignment.py writes of
  /// `get_provider_graph_assignment_info()`.
  static func assignment(_ document: Document) throws(InputProblems) -> Placement {
    var log = ProblemLog()
    var placement = Placement(kind: .onnxRuntimeAssignment)
    let object = document.object(
      "an assignment",
      keys: ["format", "runtime", "model", "subgraphs"],
      &log
    )
    for subgraph in object?.list("subgraphs", &log) ?? [] {
      let members = subgraph.object("a subgraph", keys: ["provider", "nodes"], &log)
      guard let target = members?.text("provider", &log) else { continue }
      placement.mention(target)
      for node in members?.list("nodes", &log) ?? [] {
        let entry = node.object("a node", keys: ["name", "op_type", "domain"], &log)
        guard let name = entry?.text("name", &log) else { continue }
        placement.entries.append(
          Placement.Entry(
            name: name,
            typeName: entry?.optional("op_type")?.text("'op_type'", &log),
            target: target,
            place: node.place
          )
        )
      }
    }
    try log.check()
    return try filled(placement, document)
  }

  /// A profile: the provider of each node, the same in all runs.
  static func profile(_ document: Document) throws(InputProblems) -> Placement {
    var log = ProblemLog()
    var placement = Placement(kind: .onnxRuntimeProfile)
    var targets: [String: String] = [:]
    var sessions: [Place] = []
    for event in document.list("a profile", &log) ?? [] {
      guard case .text(let category)? = event["cat"]?.value,
        case .text(let label)? = event["name"]?.value
      else { continue }
      if category == "Session", label == "session_initialization" { sessions.append(event.place) }
      guard category == "Node", let arguments = event["args"],
        case .text(let target)? = arguments["provider"]?.value
      else { continue }
      let name = label.hasSuffix("_kernel_time") ? String(label.dropLast(12)) : label
      if let known = targets[name] {
        guard known != target else { continue }
        log.report(
          event.place,
          "node \(quoted(name)) ran on \(quoted(known)) and on \(quoted(target)): the file holds "
            + "more than one session",
          cure: "profile one session at a time"
        )
        continue
      }
      targets[name] = target
      placement.mention(target)
      var type: String?
      if case .text(let text)? = arguments["op_name"]?.value { type = text }
      placement.entries.append(
        Placement.Entry(
          name: name,
          typeName: type,
          extents: extents("output_type_shape", of: arguments).first,
          inputs: extents("input_type_shape", of: arguments),
          target: target,
          place: event.place
        )
      )
    }
    if sessions.count > 1 {
      log.report(
        sessions[1],
        "a second session begins here",
        cure: "profile one session at a time"
      )
    }
    try log.check()
    return try filled(placement, document)
  }

  /// The extents of an event's tensors, `"output_type_shape":[{"float":[1,64]}]`.
  static func extents(_ key: String, of arguments: Document) -> [[Int]] {
    guard case .list(let tensors)? = arguments[key]?.value else { return [] }
    return tensors.map { tensor in
      guard case .object(let types) = tensor.value,
        case .list(let numbers)? = types.first?.value.value
      else { return [] }
      return numbers.compactMap {
        if case .integer(let extent) = $0.value { Int(extent) } else { nil }
      }
    }
  }

  /// Streams of nodes, each for a device that is given by ONNX Runtime's number of its kind.
  static func streams(_ document: Document) throws(InputProblems) -> Placement {
    var log = ProblemLog()
    var placement = Placement(kind: .onnxRuntimeStreams)
    let object = document.object("a partition", keys: ["type", "streams", "devices"], &log)
    let streams = object?.list("streams", &log) ?? []
    let devices = object?.required("devices", &log)?.texts("'devices'", &log) ?? []
    if log.isEmpty, devices.count != streams.count {
      log.report(
        document.place,
        "there are \(streams.count) streams and \(devices.count) devices",
        cure: "give one device for each stream"
      )
    }
    let kinds = ["0": "CPU", "1": "GPU", "2": "FPGA", "3": "NPU"]
    for (stream, device) in zip(streams, devices) {
      let target = kinds[device] ?? device
      placement.mention(target)
      for node in stream.list("a stream", &log) ?? [] {
        guard let name = node.text("a node", &log) else { continue }
        placement.entries.append(Placement.Entry(name: name, target: target, place: node.place))
      }
    }
    try log.check()
    return try filled(placement, document)
  }

  // MARK: OpenVINO

  /// An object of operator and device, or a list of objects that name both.
  static func openVINO(_ document: Document) throws(InputProblems) -> Placement {
    var log = ProblemLog()
    var placement = Placement(kind: .openVINO)
    func add(_ name: String, _ target: String, _ place: Place) {
      placement.mention(target)
      placement.entries.append(Placement.Entry(name: name, target: target, place: place))
    }
    if case .list(let items) = document.value {
      for item in items {
        let object = item.object("an affinity", keys: ["name", "affinity", "device"], &log)
        let target = object?.optional("affinity") ?? object?.optional("device")
        guard let name = object?.text("name", &log), let target = target?.text("'affinity'", &log)
        else {
          if log.isEmpty { log.report(item.place, "an affinity names no device") }
          continue
        }
        add(name, target, item.place)
      }
    } else {
      for member in document.members("a map of operators to devices", &log) ?? [] {
        guard let target = member.value.text("the device of \(quoted(member.key))", &log) else {
          continue
        }
        add(member.key, target, member.place)
      }
    }
    try log.check()
    return try filled(placement, document)
  }

  /// The placement, which must say something.
  private static func filled(_ placement: Placement, _ document: Document) throws(InputProblems)
    -> Placement
  {
    guard placement.entries.isEmpty else { return placement }
    throw LogText.problem(
      document.place,
      "it names no operator",
      cure: "this source is \(placement.kind.summary); write it again, or say with --from what "
        + "else it is"
    )
  }
}
