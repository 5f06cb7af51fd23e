import Plans
import Quantities
import Strategies

extension PISASearch {
  /// The smallest instance that was made of a find so that its ratio keeps a share of the logarithm
  /// of the find's, in so many evaluations at most, and how many it took.
  ///
  /// Smaller is, in this order: fewer tasks, fewer nodes, fewer edges, fewer figures that are not
  /// at the end of their range where they are simplest (cheap tasks, fast nodes, large data, slow
  /// links). Every step makes the instance smaller, so it ends.
  package func small(_ find: Find, keeping share: Share, evaluations limit: Int = .max) -> (
    find: Find, evaluations: Int
  ) {
    var best = find
    var count = 0
    var isSmaller = true
    while isSmaller, count < limit {
      isSmaller = false
      for size in Size.allCases {
        for candidate in Self.candidates(size, best.instance) where count < limit {
          guard let instance = candidate(best.instance) else { continue }
          count += 1
          if share == .all, bound(instance) < best.ratio { continue }
          var next = self.find(instance)
          if size == .tasks, share == .mostOfLogarithm {
            next = climbed(from: next, &count)
          }
          guard keeps(next, share, of: find, over: best) else { continue }
          best = next
          isSmaller = true
          if size == .tasks || size == .nodes { break }
        }
      }
    }
    return (best, count)
  }

  /// The best of an instance with some of its figures at an end of their range, one after the
  /// other.
  ///
  /// With tasks goes some of the loss; the others can make up for it.
  private func climbed(from find: Find, _ count: inout Int) -> Find {
    var best = find
    for figure in find.instance.figures where find.instance[figure] > 0 {
      for value in [PISAInstance.range.lowerBound, PISAInstance.range.upperBound] {
        var instance = best.instance
        instance[figure] = value
        count += 1
        let next = self.find(instance)
        if next.ratio > best.ratio { best = next }
      }
    }
    return best
  }

  /// How much of a loss a smaller instance keeps.
  package enum Share: Hashable, Sendable {
    /// Nine tenths of the logarithm.
    case mostOfLogarithm
    /// All that the smaller ones before it have.
    case all
  }

  /// The logarithm of the ratio of a find, as hunts measure it.
  package func severity(_ find: Find) -> Int {
    Loss(plan: Nanoseconds(find.target), best: Nanoseconds(find.base), rival: "").severity
  }

  private func keeps(_ next: Find, _ share: Share, of found: Find, over best: Find) -> Bool {
    switch share {
    case .mostOfLogarithm: severity(next) * 10 >= severity(found) * 9
    case .all: next.ratio >= best.ratio
    }
  }

  // MARK: Candidates

  private enum Size: CaseIterable {
    case tasks
    case nodes
    case edges
    case figures
  }

  /// Ways to make an instance smaller; nil where one changes nothing.
  private static func candidates(_ size: Size, _ instance: PISAInstance)
    -> [(PISAInstance) -> PISAInstance?]
  {
    let tasks = Array(instance.costs.indices)
    let nodes = Array(instance.speeds.indices)
    switch size {
    case .tasks:
      return subsets(of: tasks).map { kept in { $0.keeping(tasks: kept, nodes: nodes) } }
    case .nodes:
      return subsets(of: nodes).map { kept in { $0.keeping(tasks: tasks, nodes: kept) } }
    case .edges: return instance.figures.map { figure in { $0.withoutEdge(figure) } }
    case .figures: return instance.figures.map { figure in { $0.simplest(figure) } }
    }
  }

  /// The proper subsets that are large enough for the space, the small ones first.
  private static func subsets(of items: [Int]) -> [[Int]] {
    let all = 1 << items.count
    return (0..<(all - 1)).map { mask in items.filter { mask >> $0 & 1 == 1 } }
      .filter { $0.count >= PISAInstance.counts.lowerBound }
      .sorted { $0.count < $1.count }
  }
}

extension PISAInstance {
  /// All figures, those of edges that there are.
  var figures: [Figure] {
    let costs = costs.indices.map { Figure.cost($0) }
    let speeds = speeds.indices.map { Figure.speed($0) }
    let sizes = problem.edges.map { Figure.size(from: $0.source, to: $0.target) }
    let links = self.speeds.indices.flatMap { node in (0..<node).map { Figure.link(node, $0) } }
    return costs + speeds + sizes + links
  }

  /// The instance without the edge that a figure is the size of; nil where there is none.
  fileprivate func withoutEdge(_ figure: Figure) -> PISAInstance? {
    guard case .size = figure, self[figure] > 0 else { return nil }
    var copy = self
    copy[figure] = 0
    return copy
  }

  /// The instance with a figure where it is simplest; nil where it is already.
  fileprivate func simplest(_ figure: Figure) -> PISAInstance? {
    let value: Int
    switch figure {
    case .cost, .link: value = Self.range.lowerBound
    case .speed: value = Self.range.upperBound
    case .size:
      guard self[figure] > 0 else { return nil }
      value = Self.range.upperBound
    }
    guard self[figure] != value else { return nil }
    var copy = self
    copy[figure] = value
    return copy
  }
}
