package import Devices
package import Plans
import Quantities

/// How many frames of a user interface come too late while a plan runs over and over.
///
/// A frame is due once in every period. Its drawing starts when the command that runs on the
/// processor at that moment has finished, since kernels are not interrupted, and is late when it
/// ends after the next frame is due.
package struct FrameRecord: Hashable, Sendable {
  /// The frames looked at: those of ten seconds, at least sixty.
  package let frames: Int
  /// The frames that come too late.
  package let dropped: Int

  /// Counts the frames; nil where the condition draws nothing, or the plan takes no time.
  package init?(_ timeline: Timeline, _ program: Program, _ condition: Condition) {
    guard let rendering = condition.rendering, timeline.latency > .zero,
      let drawing = program.device.processors.enumerated
        .first(where: { condition.rendering(on: $0.value) != nil })
    else { return nil }
    let spans =
      program.queues.first { $0.queue == .processor(drawing.index) }
      .map { $0.commands.map { timeline.spans[$0] } } ?? []
    let count = max(60, Int(10_000_000_000 / max(rendering.period.amount, 1)))
    let frames = min(count, 6_000)
    var dropped = 0
    var position = 0
    var previous: UInt64 = 0
    for frame in 0..<UInt64(frames) {
      let due = frame * rendering.period.amount % timeline.latency.amount
      if due < previous { position = 0 }
      previous = due
      while position < spans.count, spans[position].end.amount <= due { position += 1 }
      let isBusy = position < spans.count && spans[position].start.amount <= due
      let wait = isBusy ? spans[position].end.amount - due : 0
      if wait + rendering.work.amount > rendering.period.amount { dropped += 1 }
    }
    self.frames = frames
    self.dropped = dropped
  }
}
