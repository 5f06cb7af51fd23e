package import Documents

extension ImportKind {
  /// The kind of source that a file's bytes look like.
  ///
  /// - Throws: where they look like none, or like something that is no placement.
  package static func detected(in bytes: [UInt8], file: String) throws(InputProblems)
    -> ImportKind
  {
    guard let first = bytes.first(where: { $0 > 0x20 }) else { throw LogText.empty(file) }
    if bytes.dropFirst(4).starts(with: "TFL3".utf8) { return .liteRTFile }
    if bytes.starts(with: "7767517".utf8) { return .ncnnMasks }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      if let kind = log(in: bytes) { return kind }
      return try detected(in: try JSONSource.document(bytes, file: file))
    }
    if let kind = log(in: bytes) { return kind }
    throw unknown(Place(file: file), "this looks like no placement that is known here")
  }

  /// The kind of log or settings that a text looks like.
  private static func log(in bytes: [UInt8]) -> ImportKind? {
    let start = Substring(String(decoding: bytes.prefix(1 << 22), as: UTF8.self))
    let marks: [(String, ImportKind)] = [
      ("laced on [", .onnxRuntimeLog), ("Partitioned subgraph<", .liteRTLog),
      ("LITERT_TOOLS", .liteRTLog), ("with delegate", .delegateLog),
      ("operations will run on the GPU", .delegateLog),
      ("layer_assignment_settings", .onnxRuntimeLayers),
      ("name_based_layer_assignment", .onnxRuntimeNames),
    ]
    return marks.first { start.firstRange(of: $0.0) != nil }?.1
  }

  private static func detected(in document: Document) throws(InputProblems) -> ImportKind {
    switch document.value {
    case .list(let items):
      guard let item = items.first else { throw LogText.empty(document.place.file) }
      if item["ph"] != nil || item["cat"] != nil { return .onnxRuntimeProfile }
      if item["real_us"] != nil {
        throw unknown(
          document.place,
          "this is a profile of OpenVINO, which names no device",
          cure: "give it to 'pitfall calibrate --profile'; a placement is what query_model answers"
        )
      }
      if item["affinity"] != nil || item["device"] != nil { return .openVINO }
    case .object(let members):
      if document["streams"] != nil { return .onnxRuntimeStreams }
      if document["subgraphs"] != nil { return .onnxRuntimeAssignment }
      if let format = document["format"], case .text(let text) = format.value,
        text.hasPrefix("pitfall.")
      {
        throw unknown(
          document.place,
          "this is a file of pitfall's own, \(quoted(text))",
          cure: "it needs no import; give it to the command that reads it"
        )
      }
      let isMap = members.allSatisfy { if case .text = $0.value.value { true } else { false } }
      if !members.isEmpty, isMap { return .openVINO }
    default: break
    }
    throw unknown(document.place, "this JSON looks like no placement that is known here")
  }

  private static func unknown(_ place: Place, _ reason: String, cure: String? = nil)
    -> InputProblems
  {
    LogText.problem(
      place,
      reason,
      cure: cure ?? "say what it is with --from; the kinds are "
        + allCases.map(\.rawValue).joined(separator: ", ")
    )
  }
}
