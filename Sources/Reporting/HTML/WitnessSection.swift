import Checking
import Documents
import Plans
import Quantities

/// A refutation's evidence, drawn.
struct WitnessSection {
  let judgement: Judgement
  let finding: Finding

  init(_ judgement: Judgement, _ finding: Finding) {
    self.judgement = judgement
    self.finding = finding
  }

  /// The drawing; nil where the finding's message says it all.
  var block: PageBlock? {
    guard finding.verdict == .refuted, let content else { return nil }
    return .witness(
      content.title,
      [.paragraph(content.introduction)] + content.blocks
        + [.paragraph("Owed: " + finding.obligation.formula)]
    )
  }

  /// A title, a sentence, and what is drawn.
  typealias Content = (title: String, introduction: String, blocks: [PageBlock])

  private var content: Content? {
    switch finding.evidence {
    case .interleaving(let state): view(of: state)
    case .occupancy(let occupancy): view(of: occupancy)
    case .cycle(let commands): view(of: commands)
    case .elements(let elements): view(of: elements)
    case .refusals(let refusals): view(of: refusals)
    case .placements(let problems): view(of: problems)
    case .comparison(let comparison): comparison.execution.flatMap(view)
    case .none, .peaks: nil
    }
  }

  private var queueNames: [String] {
    judgement.subject.program.queues.map { judgement.subject.program.name(of: $0.queue) }
  }

  // MARK: Ordering

  private func view(of state: Evidence.Interleaving) -> Content {
    let isTogether = [state.early, state.late].allSatisfy(state.running.contains)
    let fault =
      isTogether
      ? "keeps \(label(state.early)) and \(label(state.late)) apart"
      : "makes \(label(state.early)) wait for \(label(state.late))"
    let rows = queueNames.map { queue in
      PageBlock.QueueState(
        name: escaped(queue, limit: 40),
        chips: chips(state, on: queue, isTogether)
      )
    }
    return (
      "The moment that breaks ordering",
      "An execution that the plan allows, replayed by the simulator: nothing \(fault).",
      [.states(rows)]
    )
  }

  /// What has finished on a queue, what runs, and what of the two culprits is still to come.
  private func chips(
    _ state: Evidence.Interleaving,
    on queue: String,
    _ isTogether: Bool
  ) -> [PageBlock.Chip] {
    let culprits = [state.early, state.late]
    let done = state.finished.filter { $0.queue == queue }
    let shown = done.enumerated()
      .filter { $0.offset + 4 >= done.count || culprits.contains($0.element) }.map(\.element)
    var chips: [PageBlock.Chip] = []
    if shown.count < done.count {
      let words = "\(done.count - shown.count) more"
      chips.append(.init(name: words, sign: "✓", state: "finished", mark: "done", note: nil))
    }
    func add(_ commands: [Evidence.CommandName], _ sign: String, _ word: String, _ mark: String) {
      for command in commands {
        let isCulprit = culprits.contains(command)
        let note = command == state.early ? "too early" : "not finished"
        chips.append(
          .init(
            name: label(command),
            sign: sign,
            state: word,
            mark: isCulprit ? "culprit" : mark,
            note: isCulprit ? (isTogether ? "at the same time" : note) : nil
          )
        )
      }
    }
    add(shown, "✓", "finished", "done")
    add(state.running.filter { $0.queue == queue }, "▶", "running", "run")
    let begun = state.finished + state.running
    add(culprits.filter { $0.queue == queue && !begun.contains($0) }, "…", "not started", "ahead")
    return chips
  }

  private func label(_ command: Evidence.CommandName) -> String {
    "\(escaped(command.name, limit: 30)) · \(escaped(command.subject, limit: 40))"
  }

  private func view(of cycle: [Evidence.CommandName]) -> Content {
    let rows = cycle.prefix(20)
      .map {
        PageBlock.Amount(name: label($0), value: "on \(escaped($0.queue, limit: 40))")
      }
    return (
      "The deadlock", "Each of these waits for the next, and the last for the first.",
      [.amounts(rows)]
    )
  }

  // MARK: Memory

  private func view(of occupancy: Evidence.Occupancy) -> Content {
    let scale = ChartScale(max(occupancy.bytes, occupancy.capacity).amount / 20 * 21)
    var parts = [StackedBar.Part("weights", "weights", occupancy.weights)]
    for tensor in occupancy.live.prefix(12) {
      parts.append(.init("live", escaped(tensor.tensor, limit: 60), tensor.bytes))
    }
    let rest = occupancy.live.dropFirst(12)
    if !rest.isEmpty {
      parts.append(
        .init("rest", "\(rest.count) more tensors", rest.map(\.bytes).total())
      )
    }
    let pool = escaped(occupancy.pool, limit: 40)
    var bar = StackedBar(summary: "Live in pool \(pool)", parts: parts, scale: scale)
    bar.mark = (occupancy.capacity.amount, "capacity \(occupancy.capacity.inShort)")
    let running = occupancy.running.prefix(4)
      .map { "\(label($0)) on \(escaped($0.queue, limit: 30))" }
    let over = occupancy.bytes.reduced(by: occupancy.capacity)
    let rows =
      [PageBlock.Amount(name: "weights", value: occupancy.weights.inShort)]
      + occupancy.live.prefix(11)
      .map { .init(name: escaped($0.tensor, limit: 60), value: $0.bytes.inShort) }
    return (
      "The moment in which pool \(pool) overflows by \(over.inShort)",
      "While \(Headline.listed(running)) \(running.count == 1 ? "runs" : "run"), "
        + "\(occupancy.bytes.inShort) are live; the dashed line is the capacity, "
        + "\(occupancy.capacity.inShort). An execution that the plan allows, replayed by the "
        + "simulator.",
      [.drawing(bar.svg), .amounts(rows)]
    )
  }
}
