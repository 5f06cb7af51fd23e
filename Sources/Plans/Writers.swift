import Devices
import Graphs
import Quantities

/// Which commands write which regions of each tensor in each pool.
struct Writers {
  private let tensors: Table<Tensor, Tensor>
  private let hostPool: Index<MemoryPool>
  private var byTensor: Table<Tensor, [Entry]>

  private struct Entry {
    let command: Index<Command>
    let access: Access
    let isComputed: Bool
  }

  init(graph: Graph, device: Device) {
    tensors = graph.tensors
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

  /// Shows the commands that write something of what is read, in the reader's pool.
  func writing(_ read: Access, _ show: (Index<Command>) -> Void) {
    for entry in byTensor[read.tensor] where entry.access.overlaps(read) { show(entry.command) }
  }

  /// Whether all of what is read lies in the reader's pool.
  func holds(_ read: Access) -> Bool {
    if isGiven(read.tensor, in: read.pool) { return true }
    for entry in byTensor[read.tensor]
    where entry.access.pool == read.pool
      && (entry.access.slice == nil || entry.access.slice == read.slice)
    {
      return true
    }
    let shape = tensors[read.tensor].shape
    return present(read.tensor, in: read.pool).missing(of: read.slice, in: shape).isEmpty
  }

  /// Shows the commands after which an implicit plan's step may start: those that compute what it
  /// reads in its own pool, else also the copies into that pool, else whoever computes it.
  func needed(for read: Access, _ show: (Index<Command>) -> Void) {
    if let writer = onlyWriter(of: read) { return show(writer) }
    let shape = tensors[read.tensor].shape
    let here = byTensor[read.tensor].filter { $0.access.overlaps(read) }
    let computed = here.filter(\.isComputed)
    func covers(_ entries: [Entry]) -> Bool {
      Presence(entries.map(\.access.slice)).missing(of: read.slice, in: shape).isEmpty
    }
    if covers(computed) { return computed.forEach { show($0.command) } }
    if isGiven(read.tensor, in: read.pool) { return }
    if covers(here) { return here.forEach { show($0.command) } }
    here.forEach { show($0.command) }
    for entry in byTensor[read.tensor]
    where entry.isComputed && entry.access.pool != read.pool
      && Slice.overlap(entry.access.slice, read.slice)
    {
      show(entry.command)
    }
  }

  /// The command that computes all of a tensor, where no other command writes any of it.
  private func onlyWriter(of read: Access) -> Index<Command>? {
    let entries = byTensor[read.tensor]
    guard entries.count == 1, entries[0].isComputed, entries[0].access.slice == nil,
      read.slice.map({ !$0.range.isEmpty }) ?? true, tensors[read.tensor].shape.elementCount > 0
    else { return nil }
    return entries[0].command
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
    return byTensor[tensor]
      .filter { $0.access.pool == pool && counts($0.command) }
      .map(\.access.slice)
  }

  private func isGiven(_ tensor: Index<Tensor>, in pool: Index<MemoryPool>) -> Bool {
    tensors[tensor].role == .input && pool == hostPool
  }
}
