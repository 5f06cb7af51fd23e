import Plans
import Quantities

/// A run of commands that no other command separates: all earlier ones come before all of them,
/// all later ones after.
///
/// Every state that an execution reaches lies in one segment: what comes before it has finished,
/// and of what comes after it nothing has. So a question about all states is one question for each
/// segment.
struct OrderSegment {
  /// Its commands in an order consistent with all waits.
  let commands: ArraySlice<Index<Command>>
  /// The regions that its commands write.
  let written: [Footprint.Allocation]
  /// The regions that were written before and whose last reader is here.
  let carried: [Footprint.Allocation]
  /// The regions, written before or here, that are freed here.
  let freed: [Footprint.Allocation]
  /// The bytes of regions that lie there throughout.
  let constant: Bytes

  /// The most that could lie there if nothing were freed here.
  var most: Bytes {
    carried.reduce(written.reduce(constant) { $0 + $1.access.bytes }) { $0 + $1.access.bytes }
  }
}

extension OrderSegment {
  /// The segments of a program, with the regions of one pool.
  static func all(of subject: Subject, _ allocations: [Footprint.Allocation]) -> [OrderSegment] {
    guard let order = subject.order else { return [] }
    let cuts = order.cuts
    var segmentOf = Table<Command, Int>(repeating: 0, count: order.sorted.count)
    for (segment, (start, end)) in zip(cuts, cuts.dropFirst()).enumerated() {
      for command in order.sorted[start..<end] { segmentOf[command] = segment }
    }
    let count = max(cuts.count - 1, 1)
    var written = [[Footprint.Allocation]](repeating: [], count: count)
    var carried = written
    var freed = written
    // What lies there throughout begins in one segment and ends in another.
    var begins = [Bytes](repeating: .zero, count: count + 1)
    var ends = begins
    for allocation in allocations {
      let start = allocation.writer.map { segmentOf[$0] } ?? -1
      if start >= 0 { written[start].append(allocation) }
      let last = allocation.releases.lazy.map { segmentOf[$0] }.max()
      begins[start + 1] += allocation.access.bytes
      ends[max(start + 1, last ?? count)] += allocation.access.bytes
      guard let last else { continue }
      freed[last].append(allocation)
      if last > start { carried[last].append(allocation) }
    }
    var constant = Bytes.zero
    return (0..<count)
      .map { segment in
        constant = (constant + begins[segment]).reduced(by: ends[segment])
        return OrderSegment(
          commands: cuts.count > 1 ? order.sorted[cuts[segment]..<cuts[segment + 1]] : [],
          written: written[segment],
          carried: carried[segment],
          freed: freed[segment],
          constant: constant
        )
      }
  }
}
