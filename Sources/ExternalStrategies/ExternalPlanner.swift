package import Hunting
import Documents
import Formats
package import Plans
package import Strategies
import Synchronization

/// A strategy that is a program of its own, asked in JSON lines.
///
/// A request is `{"format":"pitfall.request/1","id":7,"graph":…,"device":…,"condition":…}`, an
/// answer `{"id":7,"plan":…}` or `{"id":7,"error":"…"}`. A program is kept running between
/// requests, one for each task that is asked at the same time; after a crash, silence or an answer
/// out of step a new one is started.
package final class ExternalPlanner: Planner {
  // A class, because the running programs have an identity that all its users share.

  package let name: String
  private let command: String
  private let timeout: Duration
  private let idle = Mutex<[StrategyProcess]>([])

  /// Takes a command of the shell, which is started when the first task is asked.
  package init(command: String, name: String, timeout: Duration = .seconds(10)) {
    self.command = command
    self.name = name
    self.timeout = timeout
  }

  deinit { stop() }

  /// Ends the programs.
  package func stop() {
    let processes = idle.withLock { idle in
      defer { idle = [] }
      return idle
    }
    for process in processes { process.stop() }
  }

  package func plan(for task: Task) throws(PlanningFault) -> Plan {
    var process = try process()
    let bytes: [UInt8]
    do throws(StrategyProcess.Fault) {
      bytes = Array(
        try process.answer(to: Self.request(task), by: ContinuousClock.now + timeout)
      )
    } catch {
      process.stop()
      throw fault(error)
    }
    let answer: Answer
    do throws(InputProblems) {
      answer = try Answer(bytes, for: task)
    } catch {
      process.stop()
      let problems = error.description.split(separator: "\n").joined(separator: "; ")
      throw .malformed(
        Self.begins(like: bytes)
          ? "its answer is not what was asked for: \(problems)\(Self.cure(of: bytes))"
          : "it wrote \(quoted(String(decoding: bytes.prefix(80), as: UTF8.self))) where an answer "
            + "is due; standard output is for answers only, one JSON object a line, and anything "
            + "else goes to standard error"
      )
    }
    guard !process.hasMore else {
      process.stop()
      throw .malformed(Self.talkative)
    }
    idle.withLock { $0.append(process) }
    switch answer {
    case .plan(let plan): return plan
    case .refusal(let text): throw .declined(escaped(text, limit: 400))
    }
  }

  /// A program that waits for a task.
  private func process() throws(PlanningFault) -> StrategyProcess {
    if let process = idle.withLock({ $0.popLast() }) { return process }
    do throws(StrategyProcess.Fault) {
      return try StrategyProcess(command: command)
    } catch {
      throw fault(error)
    }
  }

  /// Whether a line begins as an answer does, or is no text at all.
  private static func begins(like line: [UInt8]) -> Bool {
    String(validating: line, as: UTF8.self) == nil
      || line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "{")
  }

  /// What to do about an answer that ends before its object does: it was spread over lines.
  private static func cure(of line: [UInt8]) -> String {
    let last = line.last { !" \t\r".utf8.contains($0) }
    return last == UInt8(ascii: "}")
      ? "" : "; an answer is one line, so write JSON without line breaks"
  }

  private static let talkative =
    "it wrote more than one line to one request; each request is answered by one line, and "
    + "anything else goes to standard error"

  private func fault(_ fault: StrategyProcess.Fault) -> PlanningFault {
    switch fault {
    case .cannotStart(let reason): .unavailable("the command cannot be started: \(reason)")
    case .ended(let how): .crashed("it gave no answer: \(how)")
    case .silent(unfinished: 0):
      .silent(
        "it gave no answer within \(timeout); a program answers each line when it has read it, and "
          + "flushes its output"
      )
    case .silent(let count):
      .silent(
        "it gave no answer within \(timeout): it wrote \(count) bytes and no new line, which ends "
          + "an answer"
      )
    case .talkative: .malformed(Self.talkative)
    case .tooLong: .malformed("its answer is longer than \(StrategyProcess.longestAnswer) bytes")
    }
  }

  /// The identity of a request.
  ///
  /// One program answers one request at a time, so that the number
  /// need not differ between requests, and the same task is always the same line.
  private static let identity: Int64 = 1

  private static func request(_ task: Task) -> String {
    JSONWriter.text(
      .object([
        "format": "pitfall.request/1",
        "id": .integer(identity),
        "graph": GraphFile.json(task.graph),
        "device": DeviceFile.json(task.device),
        "condition": ConditionFile.json(task.condition),
      ]),
      .compact
    )
  }

  /// What a strategy answers.
  private enum Answer {
    case plan(Plan)
    case refusal(String)

    init(_ bytes: [UInt8], for task: Task) throws(InputProblems) {
      let document = try JSONReader.read(bytes, file: "answer")
      var log = ProblemLog()
      let object = document.object("an answer", keys: ["id", "plan", "error"], &log)
      let id = object?.integer("id", &log)
      if let id, id != identity {
        log.report(document.place, "the answer is to request \(id), not to request \(identity)")
      }
      if let error = object?.optional("error") {
        let text = error.text("'error'", &log)
        try log.check()
        self = .refusal(text ?? "")
        return
      }
      let plan = object?.required("plan", &log)
      try log.check()
      guard let plan else {
        throw InputProblems(InputProblem(document.place, "there is no plan"))
      }
      self = .plan(
        try PlanFile.read(plan, graph: task.graph, device: task.device).plan
      )
    }
  }
}
