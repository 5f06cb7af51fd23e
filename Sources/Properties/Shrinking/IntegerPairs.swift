/// An integer answer that is not the simplest, and the way towards it.
struct LowerableInteger {
  let position: Int
  let value: Int
  let domain: IntegerDomain

  init?(_ position: Int, in choices: [Choice]) {
    guard position < choices.count, case .integer(let domain) = choices[position].domain,
      case .integer(let value) = choices[position].value, value != domain.simplest
    else { return nil }
    self.position = position
    self.value = value
    self.domain = domain
  }

  /// How far the answer is from the simplest.
  var distance: UInt64 {
    let steps = isAbove ? value &- domain.simplest : domain.simplest &- value
    return UInt64(bitPattern: Int64(steps))
  }

  var isAbove: Bool { value > domain.simplest }

  /// Returns the answer so many steps nearer to the simplest.
  func lowered(by step: UInt64) -> Int {
    isAbove ? value &- Int(truncatingIfNeeded: step) : value &+ Int(truncatingIfNeeded: step)
  }
}

/// The pairs of integer answers that are tried together.
enum IntegerPairs {
  /// How many integer answers after the first one are tried as its partner.
  static let partnersMax = 8

  /// Returns the positions of the integer answers that follow one and may be its partner.
  static func partners(of position: Int, in choices: [Choice]) -> [Int] {
    var partners: [Int] = []
    for index in choices.indices.dropFirst(position + 1) where partners.count < partnersMax {
      if case .integer = choices[index].domain { partners.append(index) }
    }
    return partners
  }
}
