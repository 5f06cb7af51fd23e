/// Moves as much as possible of one integer to a later one, keeping their sum.
enum RedistributePairs: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var position = 0
    while position < shrinker.choices.count, !shrinker.isSpent {
      for partner in IntegerPairs.partners(of: position, in: shrinker.choices) {
        move(from: position, to: partner, of: &shrinker)
      }
      position += 1
    }
  }

  private static func move(from position: Int, to partner: Int, of shrinker: inout Shrinker) {
    guard let giver = LowerableInteger(position, in: shrinker.choices),
      partner < shrinker.choices.count,
      case .integer(let domain) = shrinker.choices[partner].domain,
      case .integer(let taken) = shrinker.choices[partner].value
    else { return }
    let room = giver.isAbove ? domain.high &- taken : taken &- domain.low
    let values = shrinker.best.sequence.values
    _ = greatestAccepted(upTo: min(giver.distance, UInt64(bitPattern: Int64(room)))) { step in
      let shift = Int(truncatingIfNeeded: step)
      var candidate = values
      candidate[position] = .integer(giver.lowered(by: step))
      candidate[partner] = .integer(giver.isAbove ? taken &+ shift : taken &- shift)
      return shrinker.consider(candidate)
    }
  }
}
