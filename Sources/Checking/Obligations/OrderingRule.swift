import Graphs
import Logic
import Plans
import Quantities
import Simulation
import Strategies

/// `ordering`: no deadlock; every read comes after every write it needs, and no write hits a
/// tensor that is being read.
///
/// Two questions. Can every command start after all it waits for? A `no` has a cycle of waits as
/// its minimal core. Then: does an interleaving reach a state in which a command has started whose
/// input is still to be written, or in which two commands touch a region, one of them writing?
enum OrderingRule {
  static func judge(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect) -> Finding
  {
    if let finding = try judgeDeadlock(subject, &inquiry) { return finding }
    return try judgeRaces(subject, &inquiry)
  }

  // MARK: Deadlock

  /// Asks for an instant of each command that is after those of all it waits for.
  ///
  /// Where there is a cycle the solver is asked about a shortest one only, so that its core is as
  /// small as can be.
  private static func judgeDeadlock(_ subject: Subject, _ inquiry: inout Inquiry)
    throws(CheckingDefect) -> Finding?
  {
    let cycle = subject.order == nil ? subject.program.deadlock() : nil
    let asked = cycle ?? subject.order.map { $0.sorted.reversed() } ?? []
    var vocabulary = Vocabulary()
    let symbols = subject.program.commands.indices.map {
      vocabulary.integer("start of \(subject.program.name(of: $0))")
    }
    let instants = symbols.map { IntegerTerm($0) }
    var trial = Assignment()
    for (position, command) in (subject.order?.sorted ?? []).enumerated() {
      trial[symbols[command.value]] = Int64(position)
    }
    var assumptions: [Assumption] = []
    for command in asked {
      for dependency in subject.program.waits[command] {
        if cycle?.contains(dependency.predecessor) == false { continue }
        let before = instants[dependency.predecessor.value] + IntegerTerm(constant: 1)
        let name =
          "\(subject.program.name(of: command)) after "
          + subject.program.name(of: dependency.predecessor)
        assumptions.append(Assumption(name, before.isAtMost(instants[command.value])))
      }
    }
    switch try inquiry.ask("ordering-deadlock", [], assuming: assumptions, trying: trial) {
    case .undecided(let reason):
      return Finding(.ordering, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .satisfiable:
      guard cycle == nil else { throw .disagreement(.ordering, "only the search finds a cycle") }
      return nil
    case .unsatisfiable:
      guard let cycle else { throw .disagreement(.ordering, "only the solver finds a cycle") }
      return deadlock(cycle, subject)
    }
  }

  private static func deadlock(_ cycle: [Index<Command>], _ subject: Subject) -> Finding {
    var parts: [String] = []
    for (command, next) in zip(cycle, cycle.dropFirst() + cycle.prefix(1)) {
      let cause = subject.program.waits[command].first { $0.predecessor == next }?.cause
      parts.append(
        "\(subject.quoted(command)) waits for \(subject.quoted(next)) "
          + "(\(subject.words(for: cause, of: command)))"
      )
    }
    return Finding(
      .ordering,
      .refuted,
      "deadlock: " + listed(parts, upTo: 6),
      steps: subject.steps(cycle),
      evidence: .cycle(cycle.map { subject.name($0) })
    )
  }

  // MARK: Races

  /// Two commands that an execution may bring together in the wrong way.
  private struct Hazard {
    enum Kind {
      /// The early command reads what the late one has not written yet.
      case readsTooEarly
      /// The late command writes a region while the early one uses it.
      case writesWhileUsed
    }

    let kind: Kind
    let early: Index<Command>
    let late: Index<Command>
    /// What the early command reads, or writes.
    let read: Access
    let write: Access
    let condition: Formula
  }

  private static func judgeRaces(_ subject: Subject, _ inquiry: inout Inquiry)
    throws(CheckingDefect) -> Finding
  {
    var vocabulary = Vocabulary()
    let state = ExecutionState(subject.program, &vocabulary)
    let hazards = hazards(subject, state, &vocabulary)
    let any = Formula.disjunction(hazards.map(\.condition))
    let constraints = any.constantValue == false ? [] : state.constraints
    let found = hazards.first { isReachable($0, subject) }
    switch try inquiry.ask("ordering-races", constraints + [any]) {
    case .undecided(let reason):
      return Finding(.ordering, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .unsatisfiable:
      if let found {
        throw .disagreement(.ordering, "only the search meets \(subject.quoted(found.early))")
      }
      return Finding(
        .ordering,
        .proved,
        "no deadlock, and every read comes after the writes it needs"
      )
    case .satisfiable:
      guard let found else { throw .disagreement(.ordering, "only the solver meets a hazard") }
      return try refuted(found, subject)
    }
  }

  /// Whether some execution meets a hazard: the direct reading.
  ///
  /// Fewer finished commands leave more unwritten, so the earliest state in which a command has
  /// started decides whether it reads too early. Two commands run at the same time in some
  /// execution exactly if neither comes before the other and they are in different queues.
  private static func isReachable(_ hazard: Hazard, _ subject: Subject) -> Bool {
    guard let order = subject.order else { return false }
    switch hazard.kind {
    case .writesWhileUsed:
      return order.areConcurrent(hazard.early, hazard.late)
        && subject.program.commands[hazard.early].queue
          != subject.program.commands[hazard.late].queue
    case .readsTooEarly:
      guard !order.isOrdered(hazard.late, before: hazard.early) else { return false }
      let written = subject.accesses.writers(of: hazard.read)
        .filter {
          $0.command != hazard.early && order.isOrdered($0.command, before: hazard.early)
        }
      return Presence(written.map(\.access.slice))
        .lacks(
          elementIn: hazard.read.slice,
          and: hazard.write.slice,
          of: subject.task.graph.tensors[hazard.read.tensor].shape
        )
    }
  }

  private static func hazards(
    _ subject: Subject,
    _ state: ExecutionState,
    _ vocabulary: inout Vocabulary
  ) -> [Hazard] {
    var result: [Hazard] = []
    var positions = ElementPositions()
    for read in subject.accesses.reads {
      let writers = subject.accesses.writers(of: read.access)
        .filter { $0.command != read.command }
      result += earlyReads(read, writers, subject, state, &positions, &vocabulary)
      result += writers.map { writer in
        Hazard(
          kind: .writesWhileUsed,
          early: read.command,
          late: writer.command,
          read: read.access,
          write: writer.access,
          condition: state.isRunning(read.command) && state.isRunning(writer.command)
        )
      }
    }
    for entries in subject.accesses.writes.values {
      for (position, write) in entries.enumerated() {
        for other in entries[..<position] where other.access.overlaps(write.access) {
          result.append(
            Hazard(
              kind: .writesWhileUsed,
              early: other.command,
              late: write.command,
              read: other.access,
              write: write.access,
              condition: state.isRunning(other.command) && state.isRunning(write.command)
            )
          )
        }
      }
    }
    return result
  }

  /// That an element is read which some command writes in the pool, but none has written yet.
  private static func earlyReads(
    _ read: AccessTable.Entry,
    _ writers: [AccessTable.Entry],
    _ subject: Subject,
    _ state: ExecutionState,
    _ positions: inout ElementPositions,
    _ vocabulary: inout Vocabulary
  ) -> [Hazard] {
    if subject.accesses.isGiven(read.access.tensor, in: read.access.pool) { return [] }
    let tensor = subject.task.graph.tensors[read.access.tensor]
    let element = positions.element(of: tensor.shape, &vocabulary)
    let areUnwritten = Formula.conjunction(
      writers.map {
        element.lies(in: $0.access.slice).implies(state.hasFinished($0.command).negated)
      }
    )
    return writers.map { writer in
      Hazard(
        kind: .readsTooEarly,
        early: read.command,
        late: writer.command,
        read: read.access,
        write: writer.access,
        condition: .conjunction([
          state.hasStarted(read.command), state.hasFinished(writer.command).negated,
          element.lies(in: writer.access.slice), element.lies(in: read.access.slice), areUnwritten,
        ])
      )
    }
  }

  private static func refuted(_ hit: Hazard, _ subject: Subject) throws(CheckingDefect) -> Finding {
    let started = hit.kind == .readsTooEarly ? [hit.early] : [hit.early, hit.late]
    guard let state = EarliestState.options(starting: started, subject).first,
      let replay = Replay(subject, finished: state.finished, started: state.started),
      shows(hit, replay)
    else { throw .witnessDoesNotReplay(.ordering, subject.quoted(hit.early)) }
    let tensor = subject.quoted(hit.read.tensor)
    let message =
      switch hit.kind {
      case .readsTooEarly:
        "\(subject.quoted(hit.early)) may start before \(subject.quoted(hit.late)) has written "
          + "\(tensor): nothing makes it wait"
      case .writesWhileUsed:
        "\(subject.quoted(hit.late)) may write \(tensor) while \(subject.quoted(hit.early)) "
          + "uses it: nothing keeps them apart"
      }
    return Finding(
      .ordering,
      .refuted,
      message,
      steps: subject.steps([hit.early, hit.late]),
      evidence: .interleaving(
        Evidence.Interleaving(
          finished: replay.finished.map { subject.name($0) },
          running: replay.running.map { subject.name($0) },
          early: subject.name(hit.early),
          late: subject.name(hit.late)
        )
      )
    )
  }

  /// Whether the simulator, too, meets the hazard in the state.
  private static func shows(_ hazard: Hazard, _ replay: Replay) -> Bool {
    switch hazard.kind {
    case .readsTooEarly:
      replay.timeline.spans[hazard.early].start <= replay.instant
        && replay.timeline.spans[hazard.late].end > replay.instant
    case .writesWhileUsed:
      replay.running.contains(hazard.early) && replay.running.contains(hazard.late)
    }
  }
}

extension Subject {
  /// Why one command waits for another, in words.
  func words(for cause: Dependency.Cause?, of command: Index<Command>) -> String {
    switch cause {
    case .queue: "it comes later in queue \(program.name(of: program.commands[command].queue))"
    case .wait(let position): "the plan's after[\(position)]"
    case .data(let tensor): "it reads \(quoted(tensor))"
    case .arrival: "it arrives later in queue \(program.name(of: program.commands[command].queue))"
    case nil: "unknown"
    }
  }
}
