public import Graphs
public import Quantities

/// A phone's chip as the planner sees it: what computes, where data can lie, how it moves.
public struct Device: Hashable, Sendable {
  /// The name, as in `--device snapdragon-855`.
  public let name: String
  /// The phone or chip in words.
  public let summary: String
  /// Where the figures come from.
  public let sources: [String]
  /// What computes.
  public let processors: Table<Processor, Processor>
  /// Where data can lie.
  public let pools: Table<MemoryPool, MemoryPool>
  /// How data moves between pools; at most one link for each ordered pair.
  public let links: Table<Link, Link>
  /// What all processors together can read and write per unit of time; nil where it is no limit.
  public let memoryBandwidth: Rate?
  /// The processor that runs the application and every operator that others refuse: the first CPU.
  public let host: Index<Processor>

  /// Makes a device and checks that its parts fit together.
  ///
  /// - Throws: every `DeviceError` found, at least one.
  public init(
    name: String,
    summary: String = "",
    sources: [String] = [],
    processors: [Processor],
    pools: [MemoryPool],
    links: [Link],
    memoryBandwidth: Rate?
  ) throws(DeviceErrors) {
    self.name = name
    self.summary = summary
    self.sources = sources
    self.processors = Table(processors)
    self.pools = Table(pools)
    self.links = Table(links)
    self.memoryBandwidth = memoryBandwidth
    host = Index(processors.firstIndex { $0.kind == .cpu } ?? 0)
    let problems = Self.problems(processors: processors, pools: pools, links: links)
    guard problems.isEmpty else { throw DeviceErrors(problems: problems) }
  }

  /// The pool in which the model's inputs lie at the start: the host's.
  public var hostPool: Index<MemoryPool> { processors[host].pool }

  /// The link from one pool to another, where there is one.
  public func link(from source: Index<MemoryPool>, to target: Index<MemoryPool>) -> Index<Link>? {
    links.firstIndex { $0.source == source && $0.target == target }
  }

  /// Whether data gets to a processor from the host and back.
  public func isConnected(_ processor: Index<Processor>) -> Bool {
    let pool = processors[processor].pool
    return pool == hostPool
      || link(from: hostPool, to: pool) != nil && link(from: pool, to: hostPool) != nil
  }

  /// The processor of a name.
  public func processor(named name: String) -> Index<Processor>? {
    processors.firstIndex { $0.name == name }
  }

  /// The pool of a name.
  public func pool(named name: String) -> Index<MemoryPool>? {
    pools.firstIndex { $0.name == name }
  }

  private static func problems(processors: [Processor], pools: [MemoryPool], links: [Link])
    -> [DeviceError]
  {
    var problems: [DeviceError] = []
    if !processors.contains(where: { $0.kind == .cpu }) { problems.append(.noHost) }
    for (names, what) in [(processors.map(\.name), "processors"), (pools.map(\.name), "pools")] {
      for (position, name) in names.enumerated() where names[..<position].contains(name) {
        problems.append(.duplicateName(name, among: what))
      }
    }
    for (position, link) in links.enumerated() {
      if link.source == link.target {
        problems.append(.linkToItself(pools[link.source.value].name))
      }
      if links[..<position]
        .contains(where: {
          $0.source == link.source && $0.target == link.target
        })
      {
        problems.append(
          .duplicateLink(
            from: pools[link.source.value].name,
            to: pools[link.target.value].name
          )
        )
      }
    }
    return problems
  }
}

/// What computes: a CPU cluster, a GPU, a DSP or an NPU, as one runtime drives it.
public struct Processor: Hashable, Sendable {
  /// Cores of a CPU cluster that run at one clock.
  public struct Cores: Hashable, Sendable {
    /// How many there are, at least one.
    public let count: Int
    /// Their highest clock in megahertz, at least one.
    public let megahertz: UInt64

    /// Makes a group of cores; nil for none, or for more than 64.
    public init?(count: Int, megahertz: UInt64) {
      guard (1...64).contains(count), (1...1_000_000).contains(megahertz) else { return nil }
      self.count = count
      self.megahertz = megahertz
    }
  }

  /// The name, as in a plan's `"processor": "gpu"`.
  public let name: String
  /// The kind of hardware.
  public let kind: ProcessorKind
  /// Where it reads and writes.
  public let pool: Index<MemoryPool>
  /// The operator-support rules of the runtime that drives it.
  public let backend: Backend
  /// How fast it is.
  public let performance: Performance
  /// Who decides in which order it takes the steps of a plan that does not say.
  public let order: QueueOrder
  /// The cores of a CPU cluster, whose speeds together are the cluster's; empty where the device
  /// file does not say.
  public let cores: [Cores]

  /// Makes a processor.
  public init(
    name: String,
    kind: ProcessorKind,
    pool: Index<MemoryPool>,
    backend: Backend,
    performance: Performance,
    order: QueueOrder = .listed,
    cores: [Cores] = []
  ) {
    self.name = name
    self.kind = kind
    self.pool = pool
    self.backend = backend
    self.performance = performance
    self.order = order
    self.cores = cores
  }

  /// The same processor with other figures.
  public func with(_ performance: Performance) -> Processor {
    Processor(
      name: name,
      kind: kind,
      pool: pool,
      backend: backend,
      performance: performance,
      order: order,
      cores: cores
    )
  }

  /// How many cores it has; zero where the device file does not say.
  public var coreCount: Int { cores.map(\.count).reduce(0, +) }
}

/// The kinds of processor on a phone.
public enum ProcessorKind: String, Hashable, Sendable, CaseIterable {
  case cpu
  case gpu
  case dsp
  case npu
}

/// Memory in which tensors lie.
public struct MemoryPool: Hashable, Sendable {
  /// The name, as in a plan's `"pool": "gpu"`.
  public let name: String
  /// What fits into it.
  public let capacity: Bytes
  /// What every placement's offset must be a multiple of.
  public let alignment: Bytes

  /// Makes a pool.
  public init(name: String, capacity: Bytes, alignment: Bytes = Bytes(1)) {
    self.name = name
    self.capacity = capacity
    self.alignment = alignment
  }
}

/// A way from one pool to another, used by one copy at a time.
public struct Link: Hashable, Sendable {
  /// The pool it reads.
  public let source: Index<MemoryPool>
  /// The pool it writes.
  public let target: Index<MemoryPool>
  /// The fixed time of a copy: mapping and layout change.
  public let latency: Nanoseconds
  /// How long a copy waits until the target knows that the source's processor has written: CoDL's
  /// T_psync, about a millisecond from a GPU's queue to a CPU's thread.
  public let synchronization: Nanoseconds
  /// The bytes it moves per unit of time.
  public let bandwidth: Rate

  /// Makes a link.
  public init(
    source: Index<MemoryPool>,
    target: Index<MemoryPool>,
    latency: Nanoseconds,
    synchronization: Nanoseconds = .zero,
    bandwidth: Rate
  ) {
    self.source = source
    self.target = target
    self.latency = latency
    self.synchronization = synchronization
    self.bandwidth = bandwidth
  }
}

/// What is wrong with a device.
public enum DeviceError: Error, Hashable, Sendable, CustomStringConvertible {
  case noHost
  case duplicateName(String, among: String)
  case duplicateLink(from: String, to: String)
  case linkToItself(String)

  public var description: String {
    switch self {
    case .noHost: "no processor of kind 'cpu'; one must run what the others refuse"
    case .duplicateName(let name, let among): "two \(among) are named '\(name)'"
    case .duplicateLink(let from, let to): "two links lead from '\(from)' to '\(to)'"
    case .linkToItself(let pool): "a link leads from pool '\(pool)' to itself"
    }
  }
}

/// Everything that is wrong with a device.
public struct DeviceErrors: Error, Hashable, Sendable {
  /// The problems, at least one.
  public let problems: [DeviceError]
}

extension Processor {
  /// Every reason why the processor does not run an operator, none if it does.
  ///
  /// The reasons are the rules of its backend, and the precisions that its device file gives speeds
  /// for; a CPU computes in any. `precision` is the element type in which floating-point inputs are
  /// computed, where the plan names one, and `part` the share of the output, nil for all of it.
  public func refusals(
    of node: Index<Operator>,
    in graph: Graph,
    precision: ElementType? = nil,
    part: Slice? = nil
  ) -> [Refusal] {
    let refused = backend.support.refusals(of: node, in: graph, precision: precision, part: part)
    guard refused.isEmpty, let computed = missingPrecision(of: node, in: graph, precision) else {
      return refused
    }
    return [
      Refusal(
        rule: "precision",
        reason: "\(name) computes nothing in \(computed.rawValue): its device file gives no speed"
      )
    ]
  }

  /// Whether there is no reason to refuse an operator, or the part of it.
  public func accepts(
    _ node: Index<Operator>,
    in graph: Graph,
    precision: ElementType? = nil,
    part: Slice? = nil
  ) -> Bool {
    missingPrecision(of: node, in: graph, precision) == nil
      && backend.support.accepts(node, in: graph, precision: precision, part: part)
  }

  /// The precision in which an operator is computed, where there is no speed for it.
  private func missingPrecision(
    of node: Index<Operator>,
    in graph: Graph,
    _ precision: ElementType?
  ) -> ElementType? {
    guard kind != .cpu, let output = graph.operators[node].outputs.first, let output else {
      return nil
    }
    let own = graph.tensors[output].type.elementType
    let computed = precision ?? own
    guard own.isFloatingPoint, !performance.speeds.contains(where: { $0.precision == computed })
    else { return nil }
    return computed
  }
}
