import Devices
import Graphs
package import Hunting
import Passes
package import Quantities
import Strategies

/// What passes over the network before planning gain beside passes for the backend.
///
/// Passes of the frontend change what is computed (pruning, low-rank convolutions); passes of the
/// backend change how (fusion). A combination of both is held against the
/// better of the backend's passes alone.
package struct PassStudy: Hashable, Sendable {
  /// One combination for one model, device and strategy.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let device: String
    package let strategy: String
    /// The frontend's passes as they are named; empty for none.
    package let frontend: String
    /// The backend's passes; empty for none.
    package let backend: String
    package let latency: Nanoseconds
    /// The sum of the peaks of all pools.
    package let peak: Bytes
    /// The multiply-accumulates of the network that runs.
    package let work: Operations

    /// Makes a row.
    package init(
      model: String,
      device: String,
      strategy: String,
      frontend: String,
      backend: String,
      latency: Nanoseconds,
      peak: Bytes,
      work: Operations
    ) {
      self.model = model
      self.device = device
      self.strategy = strategy
      self.frontend = frontend
      self.backend = backend
      self.latency = latency
      self.peak = peak
      self.work = work
    }

    /// The passes in the order in which they are applied.
    package var passes: String {
      [frontend, backend].filter { !$0.isEmpty }.joined(separator: ",")
    }
  }

  /// The frontend's passes, none first.
  package static let frontends = [
    "", "prune:ratio=0.3", "prune:ratio=0.5", "low-rank:ratio=0.5", "low-rank:ratio=0.25",
    "prune:ratio=0.3,low-rank:ratio=0.5",
  ]
  /// The backend's passes, none first.
  package static let backends = ["", "fuse"]
  /// The strategies that are asked, as far as a study has them: one processor, parts of operators
  /// on two, and whole operators on all.
  static let strategies = ["mace", "codl", "heft"]

  /// In the order of models, devices, strategies and passes.
  package let rows: [Row]

  /// Collects rows.
  package init(_ rows: [Row]) {
    self.rows = rows
  }

  /// Runs every combination for the models of a study on its main device.
  package init(
    _ study: Study,
    _ workers: Workers,
    _ progress: @escaping Study.Progress
  ) {
    let strategies = study.contenders.filter { Self.strategies.contains($0.name) }
    let counter = Counter(stage: "passes", count: study.models.count, progress)
    let device = study.mainDevice
    rows =
      workers.map(study.models) { model in
        defer { counter.advance() }
        return strategies.flatMap { contender in
          Self.frontends.flatMap { frontend in
            Self.backends.compactMap { backend in
              Self.row(model, device, contender, frontend, backend)
            }
          }
        }
      }
      .flatMap { $0 }
  }

  private static func row(
    _ model: Study.Model,
    _ device: Device,
    _ contender: Study.Contender,
    _ frontend: String,
    _ backend: String
  ) -> Row? {
    let text = [frontend, backend].filter { !$0.isEmpty }.joined(separator: ",")
    guard let passes = try? PassCatalogue.passes(named: text),
      let graph = try? passes.transformed(model.graph)
    else { return nil }
    let runner = CellRunner(graph, device, .calm)
    guard case .ran(let run) = runner.outcome(of: contender.strategy), !run.changesNetwork else {
      return nil
    }
    return Row(
      model: model.name,
      device: device.name,
      strategy: contender.name,
      frontend: frontend,
      backend: backend,
      latency: run.latency,
      peak: run.peak,
      work: graph.multiplyAccumulates
    )
  }

  /// A combination of both levels against the best of the backend's passes alone.
  package struct Gain: Hashable, Sendable {
    package let row: Row
    /// The latency of the model without passes.
    package let plain: Nanoseconds
    /// The latency of the best of the backend's passes alone.
    package let backendOnly: Nanoseconds

    /// How much less time than the backend's passes alone, in thousandths; zero where not less.
    package var overBackend: UInt64 {
      Ratio.thousandths(backendOnly.reduced(by: row.latency).amount, over: backendOnly.amount)
    }

    /// How much less time than without passes, in thousandths; zero where not less.
    package var overPlain: UInt64 {
      Ratio.thousandths(plain.reduced(by: row.latency).amount, over: plain.amount)
    }

    /// Whether it takes less time than the backend's passes alone.
    package var isBetter: Bool { row.latency < backendOnly }
  }

  /// The combinations of both levels, with what they gain.
  package var gains: [Gain] {
    rows.compactMap { row in
      guard !row.frontend.isEmpty, !row.backend.isEmpty else { return nil }
      let others = rows.filter {
        $0.model == row.model && $0.device == row.device && $0.strategy == row.strategy
          && $0.frontend.isEmpty
      }
      guard let plain = others.first(where: { $0.backend.isEmpty }),
        let best = others.map(\.latency).min()
      else { return nil }
      return Gain(row: row, plain: plain.latency, backendOnly: best)
    }
  }

  /// The gains of one combination over all models and strategies.
  package struct Summary: Hashable, Sendable {
    package let passes: String
    package let count: Int
    /// How often it beats the backend's passes alone.
    package let better: Int
    /// How much less time than these, in thousandths: median, least and greatest.
    package let median: UInt64
    package let least: UInt64
    package let greatest: UInt64
    /// Where the greatest is.
    package let best: Gain
  }

  /// The gains by combination.
  package var summaries: [Summary] {
    let all = gains
    var names: [String] = []
    for gain in all where !names.contains(gain.row.passes) { names.append(gain.row.passes) }
    return names.compactMap { name in
      let some = all.filter { $0.row.passes == name }
      let shares = some.map(\.overBackend).sorted()
      guard let best = some.max(by: { $0.overBackend < $1.overBackend }) else { return nil }
      return Summary(
        passes: name,
        count: some.count,
        better: some.count { $0.isBetter },
        median: Ratio.median(shares) ?? 0,
        least: shares.first ?? 0,
        greatest: shares.last ?? 0,
        best: best
      )
    }
  }
}
