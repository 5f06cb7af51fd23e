package import Devices
package import Documents
import Graphs
import Quantities

/// The format `pitfall.device/1`.
package enum DeviceFile {
  /// The value of the `format` key.
  package static let format = "pitfall.device/1"

  /// Reads a device; `backend` answers the backend of a name in the file, nil where there is none.
  ///
  /// - Throws: every fault of the device, and what `backend` throws.
  package static func read(
    _ document: Document,
    backend: (String) throws(InputProblems) -> Backend?
  ) throws(InputProblems) -> Device {
    var log = ProblemLog()
    let keys = [
      "format", "name", "summary", "sources", "memory-bandwidth", "pools", "processors", "links",
    ]
    guard let object = document.object("a device", keys: keys, &log) else {
      try log.check()
      throw InputProblems(InputProblem(document.place, "not a device"))
    }
    object.checkFormat(format, &log)
    let name = object.text("name", &log) ?? ""
    let pools = readPools(object.required("pools", &log), &log)
    let poolNames = NameTable<MemoryPool>("pool", pools.map(\.name))
    let processors = try readProcessors(
      object.required("processors", &log),
      pools: poolNames,
      backend: backend,
      &log
    )
    let links = (object.optional("links")?.list("'links'", &log) ?? [])
      .compactMap {
        readLink($0, pools: poolNames, &log)
      }
    let summary = object.optional("summary")?.text("'summary'", &log) ?? ""
    let sources = object.optional("sources")?.texts("'sources'", &log) ?? []
    let memoryBandwidth = object.bandwidth("memory-bandwidth", &log)
    try log.check()
    do throws(DeviceErrors) {
      return try Device(
        name: name,
        summary: summary,
        sources: sources,
        processors: processors,
        pools: pools,
        links: links,
        memoryBandwidth: memoryBandwidth
      )
    } catch {
      for problem in error.problems { log.report(document.place, problem.description) }
      try log.check()
      throw InputProblems(InputProblem(document.place, "not a device"))
    }
  }

  private static func readPools(_ document: Document?, _ log: inout ProblemLog) -> [MemoryPool] {
    (document?.members("'pools'", &log) ?? [])
      .compactMap { member in
        guard
          let object = member.value.object(
            "pool \(quoted(member.key))",
            keys: ["capacity", "alignment"],
            &log
          )
        else { return nil }
        object.require(["capacity"], &log)
        let alignment = object.size("alignment", &log) ?? Bytes(1)
        if alignment == .zero {
          log.report(object.optional("alignment")?.place ?? object.place, "'alignment' is zero")
        }
        guard let capacity = object.size("capacity", &log) else { return nil }
        return MemoryPool(name: member.key, capacity: capacity, alignment: alignment)
      }
  }

  private static func readProcessors(
    _ document: Document?,
    pools: NameTable<MemoryPool>,
    backend: (String) throws(InputProblems) -> Backend?,
    _ log: inout ProblemLog
  ) throws(InputProblems) -> [Processor] {
    var processors: [Processor] = []
    for member in document?.members("'processors'", &log) ?? [] {
      let keys = [
        "kind", "pool", "backend", "bandwidth", "launch", "active-power", "idle-power", "rates",
        "kernels", "order", "cores",
      ]
      guard
        let object = member.value.object("processor \(quoted(member.key))", keys: keys, &log)
      else { continue }
      let kind = object.choice("kind", of: ProcessorKind.self, &log)
      let pool = pools.resolve(object.required("pool", &log), "'pool'", &log)
      let performance = readPerformance(object, &log)
      let rules = try readBackend(object, backend, &log)
      let order = object.optional("order")?.choice("'order'", of: QueueOrder.self, &log)
      let cores = readCores(object.optional("cores"), kind, &log)
      guard let kind, let pool, let performance, let rules else { continue }
      processors.append(
        Processor(
          name: member.key,
          kind: kind,
          pool: pool,
          backend: rules,
          performance: performance,
          order: order ?? .listed,
          cores: cores
        )
      )
    }
    return processors
  }

  private static func readCores(
    _ document: Document?,
    _ kind: ProcessorKind?,
    _ log: inout ProblemLog
  ) -> [Processor.Cores] {
    guard let document else { return [] }
    if let kind, kind != .cpu {
      log.report(document.place, "'cores' are told of a \(kind.rawValue), not of a cpu")
    }
    let groups = (document.list("'cores'", &log) ?? [])
      .compactMap { item -> Processor.Cores? in
        guard let object = item.object("a group of cores", keys: ["count", "clock"], &log) else {
          return nil
        }
        object.require(["count", "clock"], &log)
        let count = object.integer("count", in: 1...64, &log)
        guard let count, let clock = object.clock("clock", &log) else { return nil }
        return Processor.Cores(count: Int(count), megahertz: clock)
      }
    if groups.map(\.count).reduce(0, +) > 64 {
      log.report(document.place, "'cores' are more than 64")
    }
    return groups
  }

  private static func readBackend(
    _ object: ObjectReader,
    _ backend: (String) throws(InputProblems) -> Backend?,
    _ log: inout ProblemLog
  ) throws(InputProblems) -> Backend? {
    guard let name = object.text("backend", &log) else { return nil }
    if let rules = try backend(name) { return rules }
    log.report(
      object.optional("backend")?.place ?? object.place,
      "unknown backend \(quoted(name))",
      cure: "give the name of a bundled backend or the path of a backend file"
    )
    return nil
  }

  private static func readPerformance(_ object: ObjectReader, _ log: inout ProblemLog)
    -> Performance?
  {
    object.require(["bandwidth", "launch", "rates"], &log)
    let bandwidth = object.bandwidth("bandwidth", &log)
    let launch = object.time("launch", &log)
    var speeds: [Performance.Speed] = []
    for member in object.optional("rates")?.members("'rates'", &log) ?? [] {
      guard
        let precision: ElementType = member.choice("an element type", &log),
        let kernels = member.value.members("the rates for \(quoted(member.key))", &log)
      else { continue }
      for entry in kernels {
        guard let kernel: KernelClass = entry.choice("a kernel class", &log),
          let rate = entry.value.rate(.speed, quoted(entry.key), &log)
        else { continue }
        speeds.append(Performance.Speed(precision: precision, kernel: kernel, rate: rate))
      }
    }
    let activePower = object.power("active-power", &log)
    let idlePower = object.power("idle-power", &log)
    let kernels = object.optional("kernels").map { readKernels($0, &log) }
    guard let bandwidth, let launch else { return nil }
    return Performance(
      speeds: speeds,
      bandwidth: bandwidth,
      launch: launch,
      kernels: kernels ?? .none,
      activePower: activePower,
      idlePower: idlePower
    )
  }

  private static func readLink(
    _ document: Document,
    pools: NameTable<MemoryPool>,
    _ log: inout ProblemLog
  ) -> Link? {
    let keys = ["from", "to", "latency", "synchronization", "bandwidth"]
    guard let object = document.object("a link", keys: keys, &log) else { return nil }
    let source = pools.resolve(object.required("from", &log), "'from'", &log)
    let target = pools.resolve(object.required("to", &log), "'to'", &log)
    object.require(["latency", "bandwidth"], &log)
    let latency = object.time("latency", &log)
    let synchronization = object.time("synchronization", &log)
    let bandwidth = object.bandwidth("bandwidth", &log)
    guard let source, let target, let latency, let bandwidth else { return nil }
    return Link(
      source: source,
      target: target,
      latency: latency,
      synchronization: synchronization ?? .zero,
      bandwidth: bandwidth
    )
  }
}

extension Document.Member {
  /// The enumeration case that the key names; an unknown one is reported.
  fileprivate func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ what: String,
    _ log: inout ProblemLog
  ) -> Choice? {
    Document(.text(key), at: place).choice(what, of: Choice.self, &log)
  }
}
