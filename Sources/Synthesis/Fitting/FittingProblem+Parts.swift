extension FittingProblem {
  /// The problem of some operators: the first ones of the result, in this order.
  ///
  /// What they read of others comes from one operator more, after them, which stands for all
  /// others and is to be freed of its needs. That an operator waits for another by way of others is
  /// forgotten.
  func restricted(to chosen: [Int]) -> FittingProblem {
    let outside = chosen.count
    var numbers: [Int: Int] = [:]
    for (number, node) in chosen.enumerated() { numbers[node] = number }
    let own = items.compactMap { item -> Item? in
      let readers = item.readers.compactMap { numbers[$0] }
      let isWritten = item.producer.map { numbers[$0] != nil } ?? false
      let stays = item.producer == nil && (item.readers.isEmpty || item.isOutput)
      guard isWritten || !readers.isEmpty || stays else { return nil }
      return Item(
        name: item.name,
        tensor: item.tensor,
        bytes: item.bytes,
        producer: item.producer.map { numbers[$0] ?? outside },
        readers: readers,
        isOutput: item.isOutput
      )
    }
    return FittingProblem(
      operators: chosen.map { operators[$0] } + ["others"],
      homes: chosen.map { homes[$0] } + [[]],
      weights: chosen.map { weights[$0] } + [[]],
      weightBytes: weightBytes,
      items: own,
      pools: pools,
      hostPool: hostPool,
      links: links
    )
  }

  /// The problem in which pools of one group are one pool with the room of all of them.
  ///
  /// The groups are given as the number of each pool's group, from zero on.
  func merging(_ groups: [Int], _ capacities: [UInt64]) -> FittingProblem {
    let count = (groups.max() ?? -1) + 1
    let merged = (0..<count)
      .map { group in
        let members = groups.indices.filter { groups[$0] == group }
        return Pool(
          name: members.map { pools[$0].name }.joined(separator: " and "),
          capacity: members.reduce(0) { $0 + min(capacities[$1], 1 << 50) }
        )
      }
    let pairs = Set(links.map { [groups[$0[0]], groups[$0[1]]] }.filter { $0[0] != $0[1] })
    return FittingProblem(
      operators: operators,
      homes: homes.map { Set($0.map { groups[$0] }).sorted() },
      weights: weights,
      weightBytes: weightBytes,
      items: items,
      pools: merged,
      hostPool: groups[hostPool],
      links: pairs.sorted { $0.lexicographicallyPrecedes($1) }
    )
  }
}
