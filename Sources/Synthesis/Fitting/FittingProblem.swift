import Devices
package import Graphs
package import Quantities
package import Strategies

/// Where operators and tensors can lie, and how large they are: the question whether any plan of
/// whole operators fits into memory.
///
/// A plan whose steps run strictly one after the other holds least, so that only such plans are
/// looked at. While a step runs, what it reads and what it writes lie in its pool.
package struct FittingProblem: Hashable, Sendable {
  /// A tensor that is no weight.
  package struct Item: Hashable, Sendable {
    package let name: String
    /// The tensor itself, where the problem was made from a graph.
    package let tensor: Index<Tensor>
    package let bytes: UInt64
    /// Who computes it; nil for the model's inputs, which lie in the host's pool at the start.
    package let producer: Int?
    package let readers: [Int]
    /// Whether it stays to the end wherever it lies.
    package let isOutput: Bool

    /// Describes a tensor.
    package init(
      name: String,
      tensor: Index<Tensor>,
      bytes: UInt64,
      producer: Int?,
      readers: [Int],
      isOutput: Bool
    ) {
      self.name = name
      self.tensor = tensor
      self.bytes = bytes
      self.producer = producer
      self.readers = readers
      self.isOutput = isOutput
    }
  }

  /// A pool of memory.
  package struct Pool: Hashable, Sendable {
    package let name: String
    package let capacity: UInt64

    /// Describes a pool.
    package init(name: String, capacity: UInt64) {
      self.name = name
      self.capacity = capacity
    }
  }

  /// The names of the operators, each after those it reads from.
  package let operators: [String]
  /// The pools with a processor that takes the operator.
  package let homes: [[Int]]
  /// The weights that each operator reads.
  package let weights: [[Int]]
  /// The bytes of each weight.
  package let weightBytes: [UInt64]
  package let items: [Item]
  package let pools: [Pool]
  package let hostPool: Int
  /// The pairs of pools that a link connects.
  package let links: [[Int]]

  /// Makes a problem of its parts.
  package init(
    operators: [String],
    homes: [[Int]],
    weights: [[Int]],
    weightBytes: [UInt64],
    items: [Item],
    pools: [Pool],
    hostPool: Int,
    links: [[Int]]
  ) {
    self.operators = operators
    self.homes = homes
    self.weights = weights
    self.weightBytes = weightBytes
    self.items = items
    self.pools = pools
    self.hostPool = hostPool
    self.links = links
  }

  /// Whether everything fits at once wherever it may lie, so that there is nothing to ask.
  package var isRoomy: Bool {
    pools.indices.allSatisfy { pool in
      let here = operators.indices.filter { homes[$0].contains(pool) }
      let weights = Set(here.flatMap { self.weights[$0] })
      let most =
        weights.reduce(0) { $0 + weightBytes[$1] } + items.reduce(0) { $0 + $1.bytes }
      return most <= pools[pool].capacity
    }
  }
}

extension FittingProblem {
  /// The problem of a task, with what its condition leaves of each pool.
  package init(_ task: Task) {
    let (graph, device) = (task.graph, task.device)
    let outputs = Set(graph.outputs)
    var weightNumbers: [Index<Tensor>: Int] = [:]
    var weightBytes: [UInt64] = []
    var weights: [[Int]] = []
    var homes: [[Int]] = []
    for node in graph.operators.indices {
      var own: [Int] = []
      for case let input? in graph.operators[node].inputs
      where graph.tensors[input].role == .weight {
        let number = weightNumbers[input] ?? weightBytes.count
        if number == weightBytes.count {
          weightNumbers[input] = number
          weightBytes.append(graph.tensors[input].type.bytes().amount)
        }
        if !own.contains(number) { own.append(number) }
      }
      weights.append(own)
      let accepting = device.processors.enumerated
        .filter { $0.value.refusals(of: node, in: graph).isEmpty }
        .map(\.value.pool.value)
      homes.append(Set(accepting).sorted())
    }
    let items = graph.tensors.indices
      .filter { tensor in
        graph.tensors[tensor].role != .weight
          && (graph.producers[tensor] != nil || graph.tensors[tensor].role == .input)
      }
      .map { tensor in
        Item(
          name: graph.tensors[tensor].name,
          tensor: tensor,
          bytes: graph.tensors[tensor].type.bytes().amount,
          producer: graph.producers[tensor]?.value,
          readers: graph.consumers[tensor].map(\.value),
          isOutput: outputs.contains(tensor)
        )
      }
    self.init(
      operators: graph.operators.values.map(\.name),
      homes: homes,
      weights: weights,
      weightBytes: weightBytes,
      items: items,
      pools: device.pools.values.map { pool in
        Pool(
          name: pool.name,
          capacity: pool.capacity.reduced(by: task.condition.reservedMemory).amount
        )
      },
      hostPool: device.hostPool.value,
      links: device.links.values.map { [$0.source.value, $0.target.value] }
    )
  }
}
