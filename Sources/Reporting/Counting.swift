extension Int {
  /// The number with what is counted, such as `1 step` or `2 steps`.
  func counted(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}
