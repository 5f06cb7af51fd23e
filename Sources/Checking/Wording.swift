import Devices
import Documents
import Graphs
import Plans
package import Quantities
import Strategies

/// How findings name things.
extension Subject {
  func quoted(_ tensor: Index<Tensor>) -> String {
    Documents.quoted(task.graph.tensors[tensor].name)
  }

  func quoted(_ node: Index<Operator>) -> String {
    Documents.quoted(task.graph.operators[node].name)
  }

  func quoted(_ step: Index<Step>) -> String {
    Documents.quoted(program.plan.steps[step].id)
  }

  func quoted(_ pool: Index<MemoryPool>) -> String {
    Documents.quoted(task.device.pools[pool].name)
  }

  /// A command: its step's id in quotes, or the copy inserted for it.
  func quoted(_ command: Index<Command>) -> String {
    let step = quoted(program.commands[command].step)
    switch program.commands[command].origin {
    case .step: return step
    case .inserted:
      return "the copy of \(Documents.quoted(program.subject(of: command))) for \(step)"
    }
  }

  /// A region in words: `all of 'x'`, or `height 28..<56 of 'x'`.
  func region(_ slice: Slice?, of tensor: Index<Tensor>) -> String {
    guard let slice else { return "all of \(quoted(tensor))" }
    let rank = task.graph.tensors[tensor].shape.rank
    let axis = Axis.naming(dimension: slice.dimension, rank: rank)?.rawValue
    let name = axis ?? "dimension \(slice.dimension)"
    return "\(name) \(slice.range.lowerBound)..<\(slice.range.upperBound) of \(quoted(tensor))"
  }
}

/// The first few of a list in words, and how many more there are.
func listed(_ items: [String], upTo limit: Int = 4) -> String {
  let shown = items.prefix(limit).joined(separator: ", ")
  return items.count > limit ? "\(shown) and \(items.count - limit) more" : shown
}

extension Bytes {
  /// The size with its exact bytes, such as `12.0 MiB (12,582,912 bytes)`.
  package var inWords: String {
    amount < 1 << 10 ? inShort : "\(inShort) (\(grouped(amount)) bytes)"
  }

  /// The size in a unit in which it reads well, such as `12.0 MiB`.
  package var inShort: String {
    let units: [(name: String, size: UInt64)] = [
      ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ]
    guard let unit = units.first(where: { amount >= $0.size }) else {
      return amount == 1 ? "1 byte" : "\(amount) bytes"
    }
    let tenth = amount % unit.size * 10 / unit.size
    return "\(amount / unit.size).\(tenth) \(unit.name)"
  }
}

extension Nanoseconds {
  /// The time in a unit in which it reads well, such as `12.34 ms`.
  package var inWords: String {
    if amount >= 10_000_000_000 { return "\(Self.hundredths(amount, of: 1_000_000_000)) s" }
    if amount >= 1_000_000 { return "\(Self.hundredths(amount, of: 1_000_000)) ms" }
    if amount >= 1_000 { return "\(Self.hundredths(amount, of: 1_000)) µs" }
    return "\(amount) ns"
  }

  private static func hundredths(_ amount: UInt64, of unit: UInt64) -> String {
    let value = (amount + unit / 200) / (unit / 100)
    let fraction = value % 100
    return "\(value / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}

/// Digits in groups of three.
private func grouped(_ amount: UInt64) -> String {
  var groups: [String] = []
  var rest = amount
  while rest >= 1_000 {
    let digits = String(rest % 1_000)
    groups.append(String(repeating: "0", count: 3 - digits.count) + digits)
    rest /= 1_000
  }
  groups.append(String(rest))
  return groups.reversed().joined(separator: ",")
}

/// How many times one time is another, to the nearest hundredth; a longer time is never 1.00 times
/// the shorter.
package func ratio(_ time: Nanoseconds, to other: Nanoseconds) -> String {
  guard other > .zero else { return "infinitely many" }
  let (dividend, divisor) = (UInt128(time.amount), UInt128(other.amount))
  let nearest = UInt64(clamping: (dividend * 200 + divisor) / (2 * divisor))
  let value = time > other ? max(nearest, 101) : nearest
  let fraction = value % 100
  return "\(value / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
