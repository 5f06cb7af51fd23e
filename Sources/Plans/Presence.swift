package import Graphs
import Quantities

/// Which elements of a tensor a set of slices covers.
///
/// An element is left out exactly when, along every dimension, its position lies in no slice cut
/// along that dimension. So the elements left out form a product of one-dimensional sets, and a
/// slice is covered if and only if one of the factors is empty.
package struct Presence: Hashable, Sendable {
  private var isWhole = false
  private var cuts: [(dimension: Int, ranges: [Range<Int>])] = []

  /// Makes the presence of nothing.
  package init() {}

  /// Makes the presence of the given slices; nil stands for the whole tensor.
  package init(_ slices: some Sequence<Slice?>) {
    for slice in slices { insert(slice) }
  }

  /// Adds a slice, or all of the tensor.
  package mutating func insert(_ slice: Slice?) {
    guard let slice else {
      isWhole = true
      return
    }
    if let position = cuts.firstIndex(where: { $0.dimension == slice.dimension }) {
      cuts[position].ranges.append(slice.range)
    } else {
      cuts.append((slice.dimension, [slice.range]))
    }
  }

  /// What of the needed region is missing, as slices that together contain all of it.
  ///
  /// Where only one dimension is cut the slices are exactly what is missing; where slices along
  /// several dimensions overlap they are the need's own region.
  package func missing(of need: Slice?, in shape: Shape) -> [Slice?] {
    if isWhole { return [] }
    if let need, need.range.isEmpty { return [] }
    if shape.elementCount == 0 { return [] }
    var gapsByCut: [(dimension: Int, gaps: [Range<Int>])] = []
    for cut in cuts {
      let extent = need?.dimension == cut.dimension ? need?.range : nil
      let gaps = IntervalSet(cut.ranges).gaps(in: extent ?? 0..<shape[cut.dimension])
      if gaps.isEmpty { return [] }
      gapsByCut.append((cut.dimension, gaps))
    }
    guard let only = gapsByCut.first, gapsByCut.count == 1,
      need == nil || need?.dimension == only.dimension
    else { return [need] }
    return only.gaps.map { Slice(dimension: only.dimension, range: $0) }
  }

  /// Whether some element that lies in both regions is missing.
  package func lacks(elementIn first: Slice?, and second: Slice?, of shape: Shape) -> Bool {
    if isWhole || shape.elementCount == 0 || !Slice.overlap(first, second) { return false }
    return cuts.allSatisfy { cut in
      var extent = 0..<shape[cut.dimension]
      for case let slice? in [first, second] where slice.dimension == cut.dimension {
        extent = extent.clamped(to: slice.range)
      }
      return !IntervalSet(cut.ranges).gaps(in: extent).isEmpty
    }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.isWhole == right.isWhole
      && left.cuts.elementsEqual(right.cuts) {
        $0.dimension == $1.dimension && $0.ranges == $1.ranges
      }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(isWhole)
    for cut in cuts { hasher.combine(cut.ranges) }
  }
}

extension Slice {
  /// Whether two regions of one tensor share an element; nil stands for the whole tensor.
  package static func overlap(_ left: Slice?, _ right: Slice?) -> Bool {
    if let left, left.range.isEmpty { return false }
    if let right, right.range.isEmpty { return false }
    guard let left, let right, left.dimension == right.dimension else { return true }
    return left.range.overlaps(right.range)
  }
}
