import Foundation

/// A running program that answers one line for each line it is given.
struct StrategyProcess {
  /// What went wrong with it; it is of no use afterwards.
  enum Fault: Error {
    case cannotStart(String)
    case ended(String)
    /// It gave no answer in time, and has written so many bytes without a new line.
    case silent(unfinished: Int)
    case tooLong
    /// It wrote something after its last answer, before it was asked again.
    case talkative
  }

  /// The longest answer that is read: 64 MiB.
  static let longestAnswer = 64 << 20

  private let process: Process
  private let input: FileHandle
  private let output: FileHandle
  /// What it wrote after its last answer.
  private var pending = Data()

  /// Whether it has written more than its last answer, as far as that has been read.
  var hasMore: Bool { !pending.isEmpty }

  /// Starts a command of the shell.
  init(command: String) throws(Fault) {
    signal(SIGPIPE, SIG_IGN)
    let (toChild, fromChild) = (Pipe(), Pipe())
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardInput = toChild
    process.standardOutput = fromChild
    input = toChild.fileHandleForWriting
    output = fromChild.fileHandleForReading
    do {
      try process.run()
    } catch {
      throw .cannotStart(error.localizedDescription)
    }
  }

  /// Sends a line and waits for the answer, at most until the deadline.
  ///
  /// What was written since the last answer is not taken for this one.
  mutating func answer(to line: String, by deadline: ContinuousClock.Instant) throws(Fault) -> Data
  {
    if Self.wait(for: POLLIN, of: output, until: .now) {
      guard output.availableData.isEmpty else { throw .talkative }
      throw ending()
    }
    try send(Data((line + "\n").utf8), by: deadline)
    var searched = 0
    while true {
      if let end = pending.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) {
        let answer = Data(pending[..<end])
        pending = Data(pending[pending.index(after: end)...])
        return answer
      }
      searched = pending.count
      guard pending.count <= Self.longestAnswer else { throw .tooLong }
      guard Self.wait(for: POLLIN, of: output, until: deadline) else {
        throw .silent(unfinished: pending.count)
      }
      let more = output.availableData
      guard !more.isEmpty else { throw ending() }
      pending.append(more)
    }
  }

  /// Ends the program and everything it has started, and waits for its end.
  func stop() {
    try? input.close()
    let identifier = process.processIdentifier
    guard identifier > 1 else { return }
    if process.isRunning {
      let isGroup = getpgid(identifier) == identifier
      kill(isGroup ? -identifier : identifier, SIGKILL)
    }
    process.waitUntilExit()
    try? output.close()
  }

  /// Writes what fits without blocking, piece by piece, so that a program that does not read
  /// cannot stop its reader.
  private func send(_ bytes: Data, by deadline: ContinuousClock.Instant) throws(Fault) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard Self.wait(for: POLLOUT, of: input, until: deadline) else {
        throw .silent(unfinished: 0)
      }
      let piece = rest.prefix(Self.pieceSize)
      do {
        try input.write(contentsOf: piece)
      } catch {
        throw ending()
      }
      rest = rest.dropFirst(piece.count)
    }
  }

  /// What a pipe that is ready takes at once (POSIX: `PIPE_BUF` is at least 512; Linux and macOS
  /// take a page and 512).
  private static let pieceSize = 512

  /// How the program ended; a shell says with 126 and 127 that it did not start one.
  private func ending() -> Fault {
    let rest =
      pending.isEmpty ? "" : "; the last \(pending.count) bytes it wrote end without a new line"
    for _ in 0..<50 where process.isRunning { usleep(10_000) }
    guard !process.isRunning else { return .ended("it closed its output" + rest) }
    let status = process.terminationStatus
    if process.terminationReason == .uncaughtSignal {
      return .ended("it was ended by signal \(status)" + rest)
    }
    if status == 126 || status == 127 {
      return .cannotStart("the shell ended with status \(status)")
    }
    let cure = "; a program answers line after line, until its input ends"
    return .ended("it ended with status \(status)" + rest + (status == 0 ? cure : ""))
  }

  /// Waits until a pipe is ready; false where the deadline passes before.
  private static func wait(
    for event: some BinaryInteger,
    of handle: FileHandle,
    until deadline: ContinuousClock.Instant
  ) -> Bool {
    while true {
      let left = max(deadline - ContinuousClock.now, .zero)
      let milliseconds =
        left == .zero
        ? 0
        : left.components.seconds * 1_000
          + left.components.attoseconds / 1_000_000_000_000_000 + 1
      var entry = pollfd(fd: handle.fileDescriptor, events: Int16(event), revents: 0)
      let ready = poll(&entry, 1, Int32(clamping: milliseconds))
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { return true }
      guard left > .zero else { return false }
    }
  }
}
