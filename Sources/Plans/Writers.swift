import Devices
import Graphs
import Quantities

/// Which commands write which regions of each tensor in each pool.
struct Writers {
  private let graph: Graph
  private let hostPool: Index<MemoryPool>
  private var byTensor: Table<Tensor, [Entry]>

  private struct Entry {
    let command: Index<Command>
    let access: Access
    let isComputed: Bool
  }

  init(graph: Graph, device: Device) {
    self.graph = graph
    hostPool = device.hostPool
    byTensor = Table(repeating: [], count: graph.tensors.count)
  }

  mutating func add(_ index: Index<Command>, _ command: Command) {
    var isComputed = false
    if case .run = command.action { isComputed = true }
    for write in command.writes {
      byTensor[write.tensor]
        .append(Entry(command: index, access: write, isComputed: isComputed))
    }
  }

  /// The commands that write something of what is read, in the reader's pool.
  func writing(_ read: Access) -> [Index<Command>] {
    entries(of: read.tensor).filter { $0.access.overlaps(read) }.map(\.command)
  }

  /// The commands after which an implicit plan's step may start: those that compute what it reads
  /// in its own pool, else also the copies into that pool, else whoever computes it.
  func needed(for read: Access) -> [Index<Command>] {
    let shape = graph.tensors[read.tensor].shape
    let here = entries(of: read.tensor).filter { $0.access.overlaps(read) }
    let computed = here.filter(\.isComputed)
    func covers(_ entries: [Entry]) -> Bool {
      Presence(entries.map(\.access.slice)).missing(of: read.slice, in: shape).isEmpty
    }
    if covers(computed) { return computed.map(\.command) }
    if isGiven(read.tensor, in: read.pool) { return [] }
    if covers(here) { return here.map(\.command) }
    let elsewhere = entries(of: read.tensor)
      .filter {
        $0.isComputed && $0.access.pool != read.pool && Slice.overlap($0.access.slice, read.slice)
      }
    return (here + elsewhere).map(\.command)
  }

  /// What lies of a tensor in a pool.
  func present(_ tensor: Index<Tensor>, in pool: Index<MemoryPool>) -> Presence {
    Presence(slices(of: tensor, in: pool))
  }

  /// The regions of a tensor that lie in a pool, written by the commands that count.
  func slices(
    of tensor: Index<Tensor>,
    in pool: Index<MemoryPool>,
    from counts: (Index<Command>) -> Bool = { _ in true }
  ) -> [Slice?] {
    if isGiven(tensor, in: pool) { return [nil] }
    return entries(of: tensor)
      .filter { $0.access.pool == pool && counts($0.command) }
      .map(\.access.slice)
  }

  private func isGiven(_ tensor: Index<Tensor>, in pool: Index<MemoryPool>) -> Bool {
    graph.tensors[tensor].role == .input && pool == hostPool
  }

  private func entries(of tensor: Index<Tensor>) -> [Entry] {
    byTensor[tensor]
  }
}
