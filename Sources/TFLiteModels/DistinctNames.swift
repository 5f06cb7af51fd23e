/// Names of which no two are the same.
struct DistinctNames {
  private var given: Set<String> = []
  private var counts: [String: Int] = [:]

  /// A name, or the name with a number where it is taken.
  mutating func name(_ wanted: String) -> String {
    if given.insert(wanted).inserted { return wanted }
    while true {
      let count = counts[wanted, default: 1] + 1
      counts[wanted] = count
      let numbered = "\(wanted)#\(count)"
      if given.insert(numbered).inserted { return numbered }
    }
  }
}
