/// A name from an input between quotation marks, fit for a terminal and for one line.
package func quoted(_ name: String) -> String {
  "'" + escaped(name, limit: 80) + "'"
}

/// A text without characters that could move the cursor, reorder the line or break it.
///
/// What is longer than `limit` characters is cut and ends with `…`.
package func escaped(_ text: String, limit: Int) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < limit else { return result + "…" }
    count += 1
    if isPrintable(scalar) {
      result.unicodeScalars.append(scalar)
    } else {
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    }
  }
  return result
}

private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
    .surrogate:
    return false
  default:
    return true
  }
}
