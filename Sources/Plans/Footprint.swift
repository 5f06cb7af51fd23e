package import Devices
import Graphs
package import Quantities

/// What lies in memory, from when to when: the meaning of the `memory` obligation.
///
/// A region occupies its pool from the start of the command that writes it to its end and that of
/// the last command that reads it there; weights for the whole run; inputs from the start; outputs
/// to the end.
package struct Footprint: Sendable {
  /// A region of a tensor that one command writes.
  package struct Allocation: Hashable, Sendable {
    package let access: Access
    /// The command that writes it; nil for the model's inputs.
    package let writer: Index<Command>?
    /// The commands after which it is free; empty where it stays to the end.
    package let releases: [Index<Command>]
  }

  /// The regions, in the order of their writers.
  package let allocations: [Allocation]
  /// The bytes of weights that each pool holds for the whole run.
  package let weights: Table<MemoryPool, Bytes>

  /// Works out the regions of a program.
  package init(_ program: Program) {
    let readers = Readers(program)
    let outputs = Set(program.graph.outputs)
    var allocations: [Allocation] = []
    for tensor in program.graph.inputs {
      let access = Access(
        tensor: tensor,
        pool: program.device.hostPool,
        slice: nil,
        bytes: program.graph.tensors[tensor].type.bytes()
      )
      let releases = outputs.contains(tensor) ? [] : readers.reading(access)
      allocations.append(Allocation(access: access, writer: nil, releases: releases))
    }
    for (index, command) in program.commands.enumerated {
      for write in command.writes {
        let isKept = outputs.contains(write.tensor)
        let releases = isKept ? [] : Self.releases(readers.reading(write), index, program)
        allocations.append(Allocation(access: write, writer: index, releases: releases))
      }
    }
    self.allocations = allocations.filter { $0.access.bytes > .zero }
    weights = Self.weightBytes(program)
  }

  /// The readers, and the writer itself unless one of them waits for it: where nothing makes the
  /// readers wait they may all be done while the region is still being written.
  private static func releases(
    _ readers: [Index<Command>],
    _ writer: Index<Command>,
    _ program: Program
  ) -> [Index<Command>] {
    let isAwaited = readers.contains { reader in
      program.waits[reader].contains { $0.predecessor == writer }
    }
    return isAwaited ? readers : readers + [writer]
  }

  /// What an application's weights take in each pool: the union of what the steps there read.
  private static func weightBytes(_ program: Program) -> Table<MemoryPool, Bytes> {
    struct Key: Hashable {
      let tensor: Index<Tensor>
      let pool: Index<MemoryPool>
    }
    var held: [Key: [Access]] = [:]
    var keys: [Key] = []
    for command in program.commands.values {
      for access in command.weights {
        let key = Key(tensor: access.tensor, pool: access.pool)
        if held[key] == nil { keys.append(key) }
        held[key, default: []].append(access)
      }
    }
    var result = Table<MemoryPool, Bytes>(
      repeating: .zero,
      count: program.device.pools.count
    )
    for key in keys {
      result[key.pool] += unionBytes(held[key] ?? [], program.graph.tensors[key.tensor].type)
    }
    return result
  }

  private static func unionBytes(_ accesses: [Access], _ type: TensorType) -> Bytes {
    guard let first = accesses.first?.slice,
      accesses.allSatisfy({ $0.slice?.dimension == first.dimension })
    else {
      let whole = accesses.first { $0.slice == nil }?.bytes
      return whole ?? accesses.map(\.bytes).total()
    }
    let union = IntervalSet(accesses.compactMap { $0.slice?.range })
    guard type.elementType.bitWidth % 8 == 0 else {
      return union.intervals
        .map { type.bytes(of: Slice(dimension: first.dimension, range: $0)) }.total()
    }
    let width = accesses.map { $0.bytes.amount / UInt64(max($0.slice?.range.count ?? 1, 1)) }.max()
    return Bytes((width ?? 0) * UInt64(union.count))
  }

  /// The commands that read each tensor.
  private struct Readers {
    private var byTensor: Table<Tensor, [(command: Index<Command>, access: Access)]>

    init(_ program: Program) {
      byTensor = Table(repeating: [], count: program.graph.tensors.count)
      for (index, command) in program.commands.enumerated {
        for read in command.reads { byTensor[read.tensor].append((index, read)) }
      }
    }

    func reading(_ write: Access) -> [Index<Command>] {
      var result: [Index<Command>] = []
      for reader in byTensor[write.tensor]
      where reader.access.overlaps(write) && result.last != reader.command {
        result.append(reader.command)
      }
      return result
    }
  }
}
