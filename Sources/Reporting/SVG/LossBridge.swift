import Checking
import Documents
import Quantities

/// How the one run's latency becomes the other's: a bar for each, and between them one for each
/// part of the critical path that is shorter or longer, where the last one ended.
struct LossBridge {
  /// What the two runs are called.
  let names: (before: String, after: String)
  let before: PathShares
  let after: PathShares

  private static let pitch = 40

  private struct Bar {
    let mark: String
    let name: String
    let words: String
    let start: UInt64
    let length: UInt64
    /// Where the next bar begins.
    let end: UInt64
  }

  private var changes: PathChanges { PathChanges(from: before, to: after) }

  /// Whether parts are left out because they are too short to see.
  var isShortened: Bool { changes.isShortened }

  private var bars: [Bar] {
    let first = before.total.amount
    let last = after.total.amount
    var bars = [
      Bar(
        mark: "whole",
        name: escaped(names.before, limit: 34),
        words: Nanoseconds(first).inWords,
        start: 0,
        length: first,
        end: first
      )
    ]
    var level = first
    for change in changes.savings + changes.costs {
      let amount = change.amount.amount
      let next = change.isSaving ? level - min(amount, level) : level + amount
      bars.append(
        Bar(
          mark: change.isSaving ? "less" : "more",
          name: change.name,
          words: (change.isSaving ? "− " : "+ ") + change.amount.inWords,
          start: min(level, next),
          length: amount,
          end: next
        )
      )
      level = next
    }
    bars.append(
      Bar(
        mark: "whole",
        name: escaped(names.after, limit: 34),
        words: Nanoseconds(last).inWords,
        start: 0,
        length: last,
        end: last
      )
    )
    return bars
  }

  var height: Int { bars.count * Self.pitch }

  var svg: String {
    let bars = bars
    let longest = bars.map { $0.start + $0.length }.max() ?? 1
    let scale = ChartScale.time(Nanoseconds(longest))
    let words = bars.map { "\($0.name) \($0.words)" }.joined(separator: ", ")
    var markup = Markup()
    markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(height)", "role": "img",
        "aria-label": "From one latency to the other: \(words)",
      ]
    ) { chart in
      for (row, bar) in bars.enumerated() {
        if row + 1 < bars.count { step(bar, row, to: bars[row + 1], scale, &chart) }
        draw(bar, row, scale, &chart)
      }
    }
    return markup.text
  }

  /// The line down from a bar's end to where the next begins, not across the next one's words.
  private func step(
    _ bar: Bar,
    _ row: Int,
    to next: Bar,
    _ scale: ChartScale,
    _ chart: inout Markup
  ) {
    let x = scale.position(bar.end)
    let top = row * Self.pitch + 18
    let bottom = (row + 1) * Self.pitch + 36
    let letters = next.name.count + next.words.count + 2
    let place = ChartScale.thousandths(bar.end, of: scale.span)
    // In the narrowest window a chart is about 300 pixels wide, a letter of its words eight.
    let isClear = place * 3 > UInt64(letters * 8 * 1_000)
    for (from, to) in isClear ? [(top, bottom)] : [(top, top + 21), (bottom - 20, bottom)] {
      chart.element(
        "line",
        ["class": "rung", "x1": x, "x2": x, "y1": "\(from)", "y2": "\(to)"]
      )
    }
  }

  private func draw(_ bar: Bar, _ row: Int, _ scale: ChartScale, _ chart: inout Markup) {
    let top = row * Self.pitch
    chart.element(
      "rect",
      [
        "class": bar.mark, "x": scale.position(bar.start), "y": "\(top + 18)",
        "width": scale.width(bar.length), "height": "18",
      ]
    ) { $0.element("title", text: "\(bar.name) \(bar.words)") }
    chart.element("text", ["class": "lane low", "x": "0", "y": "\(top + 11)"]) { text in
      text.element("tspan", ["class": "name"], text: bar.name)
      text.element("tspan", ["class": "note", "dx": "8"], text: bar.words)
    }
  }
}
