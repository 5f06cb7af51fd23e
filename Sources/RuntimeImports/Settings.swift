import Documents

/// The grammar of ONNX Runtime's settings that assign layers: `gpu(encoder, =head); cpu(final)`.
///
/// What stands in brackets is compared with a text of each node: a part of it, or after `=` all of
/// it. The value may be given alone, or with its key as `key = "value"` in code or JSON.
struct Settings {
  private static let keys: [(key: String, kind: ImportKind)] = [
    ("layer_assignment_settings", .onnxRuntimeLayers),
    ("name_based_layer_assignment", .onnxRuntimeNames),
  ]

  static func read(_ text: LogText, kind: ImportKind) throws(InputProblems) -> Placement {
    var placement = Placement(kind: kind)
    placement.remainder = .target("CPU")
    placement.mention("CPU")
    for line in text.lines {
      guard let value = try value(of: line, kind) else { continue }
      for group in value.split(separator: ";") {
        try add(group, line.place, to: &placement)
      }
    }
    guard !placement.rules.isEmpty else {
      throw LogText.problem(
        Place(file: text.file),
        "the settings assign nothing",
        cure: "write them as gpu(encoder); cpu(=final)"
      )
    }
    return placement
  }

  /// The value on a line: what is quoted behind the key, or the line where it has no key.
  private static func value(of line: LogText.Line, _ kind: ImportKind) throws(InputProblems)
    -> Substring?
  {
    var text = line.text
    while text.last?.isWhitespace == true { text.removeLast() }
    text = text.drop { $0.isWhitespace }
    guard !text.isEmpty, text.first != "#" else { return nil }
    for (key, own) in keys {
      guard let rest = line.after(key) else { continue }
      guard own == kind else {
        throw LogText.problem(
          line.place,
          "this is the key \(quoted(key)), not that of \(kind.rawValue)",
          cure: "give --from \(own.rawValue)"
        )
      }
      // The value is between the next quotation marks, or everything behind the equals sign.
      let parts = rest.split(separator: "\"", omittingEmptySubsequences: false)
      if let value = parts.dropFirst().first(where: { $0.contains("(") }) { return value }
      return rest.drop { $0 == " " || $0 == "=" || $0 == ":" }
    }
    return text
  }

  private static func add(_ group: Substring, _ place: Place, to placement: inout Placement)
    throws(InputProblems)
  {
    let text = group.filter { !$0.isWhitespace || $0 == " " }
    let trimmed = text.drop { $0 == " " }
    guard !trimmed.isEmpty else { return }
    guard let open = trimmed.firstIndex(of: "("), let close = trimmed.lastIndex(of: ")"),
      open < close, open > trimmed.startIndex,
      trimmed[trimmed.index(after: close)...].allSatisfy({ $0 == " " })
    else {
      throw LogText.problem(
        place,
        "\(quoted(String(trimmed))) is not of the form device(pattern, …)",
        cure: "write the settings as gpu(encoder); cpu(=final)"
      )
    }
    let target = String(trimmed[..<open].filter { $0 != " " })
    placement.mention(target)
    let patterns = trimmed[trimmed.index(after: open)..<close].split(separator: ",")
    guard !patterns.isEmpty else {
      throw LogText.problem(
        place,
        "device \(quoted(target)) is given no pattern",
        cure: "leave the device out, or say what it shall run"
      )
    }
    for pattern in patterns {
      var wanted = pattern.drop { $0 == " " }
      while wanted.last == " " { wanted.removeLast() }
      let isExact = wanted.first == "="
      placement.rules.append(
        Placement.Rule(
          subject: placement.kind == .onnxRuntimeLayers ? .annotations : .names,
          pattern: String(isExact ? wanted.dropFirst() : wanted),
          isExact: isExact,
          target: target,
          place: place
        )
      )
    }
  }
}
