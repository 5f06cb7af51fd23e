import Devices
import Documents
import Graphs
import Quantities

/// The `kernels` of a processor.
extension DeviceFile {
  static func readKernels(_ document: Document, _ log: inout ProblemLog) -> KernelRules {
    let keys = [
      "channel-block", "winograd", "work-groups", "accumulation", "wide-speed", "light-launch",
      "small-launch", "grouped-speed", "cache", "weight-bandwidth", "packing", "storage",
    ]
    guard let object = document.object("'kernels'", keys: keys, &log) else { return .none }
    let block = object.optional("channel-block")?.integer("'channel-block'", in: 1...256, &log)
    return KernelRules(
      channelBlock: block.map { Int($0) } ?? 1,
      winograd: object.optional("winograd").flatMap { readWinograd($0, &log) },
      workGroups: object.optional("work-groups").flatMap { readWorkGroups($0, &log) },
      accumulation: object.optional("accumulation")
        .flatMap { $0.rate(.speed, "'accumulation'", &log) },
      wideSpeed: object.optional("wide-speed").flatMap { readShare($0, "'wide-speed'", &log) }
        ?? 1_000,
      lightLaunch: object.optional("light-launch")
        .flatMap { readShare($0, "'light-launch'", &log) } ?? 1_000,
      smallLaunch: object.optional("small-launch")
        .flatMap { readShare($0, "'small-launch'", &log) } ?? 1_000,
      groupedSpeed: object.optional("grouped-speed")
        .flatMap { readShare($0, "'grouped-speed'", &log) } ?? 1_000,
      cache: object.optional("cache").flatMap { readCache($0, &log) },
      weightBandwidth: object.bandwidth("weight-bandwidth", &log),
      packing: object.optional("packing").flatMap { readPacking($0, &log) },
      storage: object.optional("storage").flatMap { readStorage($0, &log) } ?? KernelRules.Storage()
    )
  }

  private static func readStorage(_ document: Document, _ log: inout ProblemLog)
    -> KernelRules.Storage?
  {
    let keys = ["thin-speed", "tile", "joins", "integers-as", "runs"]
    guard let object = document.object("'storage'", keys: keys, &log) else { return nil }
    let joins = object.optional("joins")?.choice("'joins'", of: Joins.self, &log)
    let runs = object.optional("runs")?.choice("'runs'", of: Runs.self, &log)
    return KernelRules.Storage(
      thinSpeed: object.optional("thin-speed").flatMap { readShare($0, "'thin-speed'", &log) }
        ?? 1_000,
      tile: object.optional("tile")?.integer("'tile'", in: 1...1_024, &log).map { Int($0) } ?? 1,
      runsHostToHost: runs == .hostToHost,
      joinsInPlace: joins == .inPlace,
      integersAs: object.optional("integers-as")?
        .choice("'integers-as'", among: [ElementType.float16, .float32], &log)
    )
  }

  /// Where what is joined is written.
  private enum Joins: String, CaseIterable {
    case inPlace = "in-place"
    case copied
  }

  /// What a measured run takes in besides computing.
  private enum Runs: String, CaseIterable {
    case hostToHost = "host-to-host"
    case fromHost = "from-host"
  }

  private static func readPacking(_ document: Document, _ log: inout ProblemLog)
    -> KernelRules.Packing?
  {
    let keys = ["bandwidth", "strided", "group", "results"]
    guard let object = document.object("'packing'", keys: keys, &log) else { return nil }
    object.require(["bandwidth"], &log)
    let strided = object.optional("strided").flatMap { readShare($0, "'strided'", &log) }
    let group = object.optional("group") == nil ? .zero : object.time("group", &log)
    guard let bandwidth = object.bandwidth("bandwidth", &log), let group else { return nil }
    return KernelRules.Packing(
      bandwidth: bandwidth,
      strided: strided ?? 1_000,
      group: group,
      results: object.optional("results").flatMap { $0.rate(.speed, "'results'", &log) }
    )
  }

  private static func readWinograd(_ document: Document, _ log: inout ProblemLog)
    -> KernelRules.Winograd?
  {
    let keys = ["small-tile", "large-tile", "threshold", "transforms"]
    guard let object = document.object("'winograd'", keys: keys, &log) else { return nil }
    let small = object.integer("small-tile", in: 1...16, &log)
    let large = object.integer("large-tile", in: 1...16, &log)
    let threshold = object.integer("threshold", in: 0...4_096, &log)
    let transforms = object.bandwidth("transforms", &log)
    guard let small, let large, let threshold else { return nil }
    return KernelRules.Winograd(
      smallTile: Int(small),
      largeTile: Int(large),
      threshold: Int(threshold),
      transforms: transforms
    )
  }

  private static func readWorkGroups(_ document: Document, _ log: inout ProblemLog)
    -> KernelRules.WorkGroups?
  {
    let keys = ["units", "warp", "width-blocks"]
    guard let object = document.object("'work-groups'", keys: keys, &log) else { return nil }
    let units = object.integer("units", in: 1...1_024, &log)
    let warp = object.integer("warp", in: 1...1_024, &log)
    let blocks = (object.list("width-blocks", &log) ?? [])
      .compactMap { $0.integer("a width block", in: 1...64, &log) }
    guard let units, let warp else { return nil }
    if blocks.count != 3 {
      log.report(
        object.optional("width-blocks")?.place ?? object.place,
        "'width-blocks' has \(blocks.count) numbers, not 3: for kernels of 1, of 3 and others"
      )
      return nil
    }
    return KernelRules.WorkGroups(
      units: Int(units),
      warp: Int(warp),
      widthBlocks: blocks.map { Int($0) }
    )
  }

  private static func readCache(_ document: Document, _ log: inout ProblemLog)
    -> KernelRules.Cache?
  {
    guard let object = document.object("'cache'", keys: ["size", "loss"], &log) else { return nil }
    object.require(["size", "loss"], &log)
    let size = object.size("size", &log)
    let loss = object.optional("loss").flatMap { readShare($0, "'loss'", &log) }
    guard let size, let loss, size > .zero else { return nil }
    return KernelRules.Cache(size: size, loss: loss)
  }

  /// A number between 0.001 and 1000 with at most three decimals, in thousandths.
  private static func readShare(_ document: Document, _ what: String, _ log: inout ProblemLog)
    -> UInt64?
  {
    guard let share = ConditionFile.readThousandths(document, what, &log) else { return nil }
    guard share >= 1, share <= 1_000_000 else {
      log.report(document.place, "\(what) is not between 0.001 and 1000")
      return nil
    }
    return share
  }

  /// The JSON form of a processor's kernel rules.
  static func kernels(_ rules: KernelRules) -> JSONValue {
    .object([
      "channel-block": rules.channelBlock == 1 ? nil : .integer(Int64(rules.channelBlock)),
      "winograd": rules.winograd.map { rule in
        .object([
          "small-tile": .integer(Int64(rule.smallTile)),
          "large-tile": .integer(Int64(rule.largeTile)),
          "threshold": .integer(Int64(rule.threshold)),
          "transforms": rule.transforms.map { bandwidth($0) },
        ])
      },
      "work-groups": rules.workGroups.map { rule in
        .object([
          "units": .integer(Int64(rule.units)),
          "warp": .integer(Int64(rule.warp)),
          "width-blocks": .list(rule.widthBlocks.map { .integer(Int64($0)) }),
        ])
      },
      "accumulation": rules.accumulation.map { speed($0, "op/s") },
      "wide-speed": rules.wideSpeed == 1_000 ? nil : ConditionFile.decimal(rules.wideSpeed),
      "light-launch": rules.lightLaunch == 1_000
        ? nil : ConditionFile.decimal(rules.lightLaunch),
      "small-launch": rules.smallLaunch == 1_000
        ? nil : ConditionFile.decimal(rules.smallLaunch),
      "grouped-speed": rules.groupedSpeed == 1_000
        ? nil : ConditionFile.decimal(rules.groupedSpeed),
      "cache": rules.cache.map { rule in
        .object(["size": size(rule.size), "loss": ConditionFile.decimal(rule.loss)])
      },
      "weight-bandwidth": rules.weightBandwidth.map { bandwidth($0) },
      "packing": rules.packing.map { rule in
        .object([
          "bandwidth": bandwidth(rule.bandwidth),
          "strided": rule.strided == 1_000 ? nil : ConditionFile.decimal(rule.strided),
          "group": rule.group == .zero ? nil : time(rule.group),
          "results": rule.results.map { speed($0, "op/s") },
        ])
      },
      "storage": json(rules.storage),
    ])
  }

  private static func json(_ storage: KernelRules.Storage) -> JSONValue? {
    guard storage != KernelRules.Storage() else { return nil }
    return .object([
      "thin-speed": storage.thinSpeed == 1_000
        ? nil : ConditionFile.decimal(storage.thinSpeed),
      "tile": storage.tile == 1 ? nil : .integer(Int64(storage.tile)),
      "joins": storage.joinsInPlace ? .text("in-place") : nil,
      "integers-as": storage.integersAs.map { .text($0.rawValue) },
      "runs": storage.runsHostToHost ? .text(Runs.hostToHost.rawValue) : nil,
    ])
  }
}
