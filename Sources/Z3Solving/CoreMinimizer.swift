import Logic
import Quantities

/// Leaves out clashing assumptions one by one, in order, as long as the rest still clash.
struct CoreMinimizer {
  let kind: LogicKind
  let limit: SolverLimit
  let library: Z3Library?
  let constraints: [Formula]
  let assumptions: [Formula]

  /// The part of the members, given in ascending order, from which nothing can be left out.
  ///
  /// It works in a session of its own that knows only the members, because the core is usually
  /// much smaller than the query. Where a check is undecided, the member stays and the core is not
  /// called minimal.
  func minimized(_ members: [Int]) throws(SolverError) -> UnsatisfiableCore {
    var session = try Z3Session(kind: kind, limit: limit, in: library)
    for constraint in constraints { try session.assert(constraint) }
    var kept: [Int] = []
    var remaining = members
    var isMinimal = true
    while let candidate = remaining.first {
      remaining.removeFirst()
      let tried = kept + remaining
      switch try session.check(assuming: tried.map { assumptions[$0] }, explanation: .any) {
      case .satisfiable:
        kept.append(candidate)
      case .unsatisfiable(let core):
        let smaller = Set(core.members.map { tried[$0.value] })
        kept.removeAll { !smaller.contains($0) }
        remaining.removeAll { !smaller.contains($0) }
      case .undecided:
        kept.append(candidate)
        isMinimal = false
      }
    }
    return UnsatisfiableCore(members: kept.map { Index($0) }, isMinimal: isMinimal)
  }
}
