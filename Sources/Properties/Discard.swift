/// A reason why a test case does not count.
///
/// Draws and assumptions throw it; a property lets it pass through.
package enum Discard: Error, Hashable, Sendable {
  /// The case does not meet an assumption, described by the text.
  case rejected(String)
  /// The case asked more questions than a case may.
  case tooLarge
}
