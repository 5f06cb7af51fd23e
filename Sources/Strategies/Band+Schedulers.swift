import Quantities

/// Band's schedulers: what is handed out next, nil where it has to wait for a worker.
extension BandDispatch {
  /// HEFT and SEL: the first subgraph of the model whose shortest latency is longest.
  ///
  /// HEFT asks for an idle worker; one that is not idle counts as busy for longer, and the other
  /// models are looked at. SEL does not look.
  func longest(of models: [Int], at now: Nanoseconds) -> Subgraph? {
    var candidates = models
    var load = load(at: now)
    while !candidates.isEmpty {
      var chosen: (first: Subgraph, latency: Nanoseconds)?
      for model in candidates {
        let (first, latency) = shortest(of: model, load)
        if latency > chosen?.latency ?? .zero || chosen == nil { chosen = (first, latency) }
      }
      guard let first = chosen?.first else { return nil }
      if options.scheduler == .sel || isIdle(first.worker, at: now) { return first }
      load[first.worker] += first.duration
      candidates.removeAll { $0 == first.model }
    }
    return nil
  }

  /// Least slack first: the model with the least time left between its expected end and its
  /// deadline, if its worker is idle; those without a deadline come after those with one.
  ///
  /// Band drops a model that is expected to be late. A plan owes all outputs, so that it runs when
  /// all others have been handed out.
  mutating func leastSlack(of waiting: [Int], at now: Nanoseconds) -> Subgraph? {
    let load = load(at: now)
    var onTime: [(slack: Nanoseconds, first: Subgraph)] = []
    for model in waiting.filter({ !late.contains($0) }).prefix(Self.window) {
      let (first, latency) = shortest(of: model, load)
      let end = now + latency
      guard let deadline = options.deadline(of: model) else {
        onTime.append((Nanoseconds(.max), first))
        continue
      }
      if end > deadline {
        late.insert(model)
      } else {
        onTime.append((deadline.reduced(by: end), first))
      }
    }
    onTime.sort { ($0.slack, $0.first.model) < ($1.slack, $1.first.model) }
    if let next = onTime.first(where: { isIdle($0.first.worker, at: now) }) { return next.first }
    let isDone = models.indices.allSatisfy {
      late.contains($0) || progress[$0].next == models[$0].count
    }
    guard isDone else { return nil }
    return waiting.map { shortest(of: $0, load).first }
      .first { isIdle($0.worker, at: now) }
  }

  /// Fixed workers: each model on its own, in the order of arrival, what that worker does not
  /// support on the host.
  func ownWorker(of waiting: [Int]) -> Subgraph? {
    waiting.first
      .flatMap { model in
        largest(of: model, on: fixedWorkers[model]) ?? largest(of: model, on: 0)
      }
  }

  /// Round robin: the first idle worker takes the largest subgraph of the first model that it
  /// supports.
  func nextInTurn(of waiting: [Int], at now: Nanoseconds) -> Subgraph? {
    for worker in busyUntil.indices where isIdle(worker, at: now) {
      for model in waiting {
        if let subgraph = largest(of: model, on: worker) { return subgraph }
      }
    }
    return nil
  }

  /// The units from a model's next one on that a worker supports, nil where it does not support
  /// that one.
  private func largest(of model: Int, on worker: Int) -> Subgraph? {
    let units = models[model]
    let start = progress[model].next
    var end = start
    var duration = Nanoseconds.zero
    while end < units.count, let more = units[end].durations[worker] {
      duration += more
      end += 1
      if options.subgraphs == .units { break }
    }
    guard end > start else { return nil }
    return Subgraph(model: model, units: start..<end, worker: worker, duration: duration)
  }

  private func isIdle(_ worker: Int, at now: Nanoseconds) -> Bool { busyUntil[worker] <= now }

  /// How long each worker is busy from now on.
  private func load(at now: Nanoseconds) -> [Nanoseconds] {
    busyUntil.map { $0.reduced(by: now) }
  }
}
