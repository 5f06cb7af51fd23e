import Checking
import Devices
import Documents
import Graphs
import Plans
import Quantities
import Strategies

/// What a plan was judged on: model, device, condition, and where their figures come from.
struct SetupSection {
  let report: CounterexampleReport

  private var task: Task { report.judgement.subject.task }

  var section: Page.Section {
    Page.Section(id: "setup", title: "What this was judged on", blocks: [.facts(rows)])
  }

  private var rows: [PageBlock.Fact] {
    let device = task.device
    return [
      PageBlock.Fact(name: "plan", lines: planLines),
      PageBlock.Fact(name: "model", lines: modelLines),
      PageBlock.Fact(
        name: "device",
        lines: [line(device.name, device.summary)]
      ),
      PageBlock.Fact(name: "processors", lines: device.processors.values.map(processor)),
      PageBlock.Fact(name: "memory", lines: memoryLines),
      PageBlock.Fact(name: "links", lines: device.links.values.map(link)),
      PageBlock.Fact(name: "condition", lines: conditionLines),
      PageBlock.Fact(name: "sources", lines: sources),
    ]
    .filter { !$0.lines.isEmpty }
  }

  private func line(_ name: String, _ summary: String) -> String {
    escaped(summary.isEmpty ? name : "\(name): \(summary)", limit: 400)
  }

  private var planLines: [String] {
    let plan = report.judgement.subject.program.plan
    var lines = [
      escaped(report.context.plan, limit: 400),
      plan.steps.count.counted("step", "steps") + ", " + plan.waits.count.counted("wait", "waits")
        + ", synchronization \(plan.synchronization.rawValue)",
    ]
    if let strategy = report.context.strategy {
      lines.append(escaped("made by \(strategy)", limit: 200))
    }
    return lines
  }

  private var modelLines: [String] {
    let graph = task.graph
    let inputs = graph.inputs.prefix(4)
      .map { input in
        let shape = graph.tensors[input].shape.dimensions.map(String.init).joined(separator: "×")
        return "\(escaped(graph.tensors[input].name, limit: 60)) \(shape)"
      }
    return [
      escaped(graph.name, limit: 400),
      graph.operators.count.counted("operator", "operators")
        + "; inputs \(inputs.joined(separator: ", "))",
    ]
  }

  private func processor(_ processor: Processor) -> String {
    let pool = task.device.pools[processor.pool].name
    return escaped(
      "\(processor.name): \(processor.kind.rawValue), pool \(pool)"
        + ", backend \(processor.backend.name), "
        + "\(processor.performance.launch.inWords) to start an operator",
      limit: 400
    )
  }

  private var memoryLines: [String] {
    let pools = task.device.pools.values.map {
      escaped("\($0.name): \($0.capacity.inShort)", limit: 200)
    }
    guard let bandwidth = task.device.memoryBandwidth else { return pools }
    return pools + ["all processors together: \(Self.gigabytes(bandwidth))"]
  }

  private func link(_ link: Link) -> String {
    let pools = task.device.pools
    return escaped(
      "\(pools[link.source].name)→\(pools[link.target].name): \(link.latency.inWords) + "
        + Self.gigabytes(link.bandwidth),
      limit: 200
    )
  }

  /// Bytes per microsecond are megabytes per second.
  private static func gigabytes(_ rate: Rate) -> String {
    let tenths = (rate.perMicrosecond + 50) / 100
    return tenths == 0
      ? "\(rate.perMicrosecond) MB/s" : "\(tenths / 10).\(tenths % 10) GB/s"
  }

  private var conditionLines: [String] {
    let condition = task.condition
    var lines = [line(condition.name, condition.meaning)]
    for slowdown in condition.slowdowns {
      lines.append(
        escaped("\(slowdown.processor): durations × \(Self.words(slowdown.factor))", limit: 200)
      )
    }
    if condition.jitter != .one { lines.append("each step × \(Self.words(condition.jitter))") }
    if condition.bandwidth != .one {
      lines.append("memory times × \(Self.words(condition.bandwidth))")
    }
    if condition.reservedMemory > .zero {
      lines.append("other applications hold \(condition.reservedMemory.inShort) of each pool")
    }
    return lines
  }

  private static func words(_ factor: Condition.Factor) -> String {
    let ends = [factor.lowest] + (factor.isExact ? [] : [factor.highest])
    return ends.map { Thousandths.exact($0) }.joined(separator: " to ")
  }

  private var sources: [String] {
    var lines = task.device.sources.prefix(12).map { escaped($0, limit: 400) }
    for processor in task.device.processors.values {
      for source in processor.backend.sources.prefix(3) {
        let words = escaped("backend \(processor.backend.name): \(source)", limit: 400)
        if !lines.contains(words) { lines.append(words) }
      }
    }
    return Array(lines.prefix(24))
  }
}
