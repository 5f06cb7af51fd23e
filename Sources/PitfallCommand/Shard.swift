import ArgumentParser

/// A share of a hunt's runs, written `K/N`: every N-th run, from the K-th on.
struct Shard: ExpressibleByArgument, CustomStringConvertible {
  /// The number of the share, from one.
  let number: Int
  /// How many shares there are.
  let count: Int

  init?(argument: String) {
    let sides = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2, let number = Int(sides[0]), let count = Int(sides[1]),
      (1...1_000_000).contains(count), (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }

  var description: String { "\(number)/\(count)" }
}
