import Documents
import Foundation
import TFLiteModels

/// What LiteRT and TensorFlow Lite's delegates write.
enum TFLiteSources {
  /// The log of `apply_plugin_main --cmd=partition`: the types that the plug-in refuses, and what
  /// became of the rest.
  ///
  /// A partition is a run of accepted operators in the order of the file: the counts and sizes of
  /// the logs are those of the runs.
  static func liteRTLog(_ text: LogText) throws(InputProblems) -> Placement {
    var placement = Placement(kind: .liteRTLog)
    var target = "LiteRT"
    var sizes: [Int] = []
    var last = Place(file: text.file)
    var summaries = 0
    for line in text.lines {
      if let maker = line.after("SOC_MANUFACTURER: ") { target = String(maker) }
      if let code = line.number(after: "op type "), line.after("is not supported") != nil {
        let name = BuiltinNames.name(of: code) ?? "BUILTIN_\(code)"
        if !placement.types.contains(where: { $0.name == name }) {
          placement.types.append(Placement.Entry(name: name, target: "CPU", place: line.place))
        }
      }
      if line.after("Partitioned subgraph<") != nil {
        guard let selected = line.number(after: "selected "),
          let total = line.number(after: "total of "),
          let runs = line.number(after: "resulted in ")
        else {
          throw LogText.problem(
            line.place,
            "the line does not say how many operators were selected",
            cure: "the log may be cut off; write it again"
          )
        }
        summaries += 1
        placement.claims.append(.init(.nodes(target: target), [selected], at: line.place))
        placement.claims.append(.init(.allNodes, [total], at: line.place))
        placement.claims.append(.init(.runs(target: target), [runs], at: line.place))
      }
      if line.after("(new subgraphs graph)") != nil, let size = line.number(after: "#ops=") {
        sizes.append(size)
        last = line.place
      }
    }
    guard summaries > 0 else {
      throw LogText.problem(
        Place(file: text.file),
        "no line says what was selected (\"Partitioned subgraph<0>, selected …\")",
        cure: "keep the whole output of apply_plugin_main --cmd=partition"
      )
    }
    guard summaries == 1 else {
      throw LogText.problem(
        placement.claims[3].place,
        "a second graph is partitioned here",
        cure: "keep the log of one model with one graph"
      )
    }
    if !sizes.isEmpty {
      placement.claims.append(.init(.runSizes(target: target), sizes, at: last))
    }
    placement.remainder = .target(target)
    placement.mention(target)
    placement.mention("CPU")
    return placement
  }

  /// A file that LiteRT partitioned: `DISPATCH_OP` runs a partition, everything else stays.
  static func liteRTFile(_ bytes: [UInt8], file: String) throws(InputProblems) -> Placement {
    let content: TFLiteFile
    do throws(TFLiteError) {
      content = try TFLiteFile.read(bytes: Data(bytes))
    } catch {
      throw InputProblems(InputProblem(Place(file: file), error.description))
    }
    var placement = Placement(kind: .liteRTFile)
    let place = Place(file: file)
    let main = content.subgraphs[0]
    let partitions = main.operators.filter { $0.typeName == TFLiteFile.dispatch }.count
    guard partitions > 0 else {
      throw LogText.problem(
        place,
        "the model has no DISPATCH_OP, so LiteRT has not partitioned it",
        cure: "give it as --model; the source is what apply_plugin_main --cmd=partition or apply "
          + "has written"
      )
    }
    placement.mention("NPU")
    placement.mention("CPU")
    func add(_ subgraph: TFLiteFile.Subgraph, _ target: String) -> Int {
      let own = subgraph.operators.filter { $0.typeName != TFLiteFile.dispatch }
      for node in own {
        guard let output = node.outputs.first else { continue }
        placement.entries.append(
          Placement.Entry(
            name: subgraph.tensors[output].name,
            typeName: node.typeName,
            target: target,
            place: place
          )
        )
      }
      return own.count
    }
    let stay = add(main, "CPU")
    var moved = 0
    for subgraph in content.subgraphs.dropFirst() { moved += add(subgraph, "NPU") }
    placement.claims.append(.init(.runs(target: "NPU"), [partitions], at: place))
    placement.claims.append(.init(.nodes(target: "CPU"), [stay], at: place))
    if moved > 0 {
      placement.claims.append(.init(.nodes(target: "NPU"), [moved], at: place))
    } else {
      // The partitions are compiled: what is not in the main graph is in one of them.
      placement.remainder = .target("NPU")
    }
    return placement
  }

  /// The log of a delegate: how many nodes it took, and which types it refused.
  static func delegateLog(_ text: LogText) throws(InputProblems) -> Placement {
    var placement = Placement(kind: .delegateLog)
    var isListing = false
    var target: String?
    for line in text.lines {
      if line.after("operations are not supported by GPU delegate") != nil {
        isListing = true
        continue
      }
      if isListing {
        if line.after("will run on the GPU") != nil {
          isListing = false
        } else if let type = refusedType(line.text) {
          placement.types.append(Placement.Entry(name: type, target: "CPU", place: line.place))
          continue
        }
      }
      guard let name = line.text(after: "with delegate (", until: ")"),
        let count = line.number(after: "Replacing ")
      else { continue }
      if let known = target {
        throw LogText.problem(
          line.place,
          "a second delegate, \(quoted(name)), takes nodes after \(quoted(known)), and the log "
            + "does not say which",
          cure: "keep the lines of one delegate and one interpreter"
        )
      }
      target = name
      placement.mention(name)
      placement.claims.append(.init(.nodes(target: name), [count], at: line.place))
      if let total = line.number(after: "out of ") {
        placement.claims.append(.init(.allNodes, [total], at: line.place))
      }
      if let rounds = line.number(after: "yielding ") {
        placement.claims.append(.init(.rounds(target: name), [rounds], at: line.place))
      }
    }
    guard let target else {
      throw LogText.problem(
        Place(file: text.file),
        "no line says what a delegate took (\"Replacing N node(s) with delegate (…)\")",
        cure: "set the minimum log severity to INFO and keep the lines of 'tflite'"
      )
    }
    placement.mention("CPU")
    placement.remainder = placement.types.isEmpty ? .accepted(target: target) : .target(target)
    return placement
  }

  /// The type at the start of a line of reasons, as in `ARG_MAX: Operation is not supported`.
  private static func refusedType(_ line: Substring) -> String? {
    for part in line.split(separator: ":") {
      let word = part.split(separator: " ").last.map(String.init) ?? ""
      if BuiltinNames.contains(word) { return word }
    }
    return nil
  }
}
