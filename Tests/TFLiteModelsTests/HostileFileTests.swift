import Foundation
import Graphs
import Quantities
import TFLiteModels
import Testing

/// Files that are cut or changed are refused or read, and never trap.
struct HostileFileTests {
  private func outcome(_ bytes: Data) -> String {
    do throws(TFLiteError) {
      let model = try TFLiteModel.read(bytes: bytes, name: "hostile")
      return "\(model.graph.operators.count) operators"
    } catch {
      return error.description
    }
  }

  @Test func eachPrefixIsRefused() throws {
    let bytes = try Samples.bytes("gpu_unsupported.tflite")
    for length in 0..<bytes.count {
      let message = outcome(bytes.prefix(length))
      let isRefused = message.contains("TensorFlow Lite model")
      #expect(isRefused || message.contains("no operators"), "\(length): \(message)")
    }
  }

  @Test func eachByteMayBeAnything() throws {
    let bytes = try Samples.bytes("gpu_unsupported.tflite")
    for position in bytes.indices {
      for value: UInt8 in [0x00, 0x7F, 0xFF] {
        var changed = bytes
        changed[position] = value
        #expect(!outcome(changed).isEmpty)
      }
    }
  }

  @Test func vectorsThatShareTheirElementsAreBounded() throws {
    // A root, a model whose subgraphs are one table many times over, each with the same operators.
    var file = FileDraft()
    let bytes = file.sharedSubgraphs(count: 4_000)
    let message = outcome(bytes)
    #expect(message.contains("more than") && message.contains("entries"), "\(message)")
  }

  @Test func resultsTooLargeToCountAreNoted() throws {
    let bytes = try Samples.bytes("huge-dense.tflite")
    let model = try TFLiteModel.read(bytes: bytes, name: "huge-dense")
    #expect(model.notes.contains { "\($0)".contains("more elements than can be counted") })
  }

  @Test func otherFormatsAreNamed() {
    #expect(outcome(Data()).contains("TFL3"))
    #expect(outcome(Data("PK\u{3}\u{4}".utf8)).contains("download may be incomplete"))
  }
}

/// A file made by hand in which one table stands for many.
private struct FileDraft {
  private var bytes: [UInt8] = []

  private mutating func add(_ value: Int, bytes width: Int) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }

  private mutating func set(_ value: Int, at position: Int) {
    for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }

  /// A table with one field of four bytes under a number; answers the positions of both.
  private mutating func table(field: Int) -> (table: Int, field: Int) {
    let vtable = bytes.count
    add(6 + 2 * field, bytes: 2)
    add(8, bytes: 2)
    for index in 0...field { add(index == field ? 4 : 0, bytes: 2) }
    let table = bytes.count
    add(table - vtable, bytes: 4)
    add(0, bytes: 4)
    return (table, table + 4)
  }

  mutating func sharedSubgraphs(count: Int) -> Data {
    add(0, bytes: 4)
    bytes += Array("TFL3".utf8)
    let model = table(field: 2)
    set(model.table, at: 0)
    set(bytes.count - model.field, at: model.field)
    let vector = bytes.count
    add(count, bytes: 4)
    let entries = bytes.count
    for _ in 0..<count { add(0, bytes: 4) }
    let graph = table(field: 0)
    for index in 0..<count { set(graph.table - (entries + 4 * index), at: entries + 4 * index) }
    set(bytes.count - graph.field, at: graph.field)
    add(count, bytes: 4)
    let tensors = bytes.count
    for _ in 0..<count { add(0, bytes: 4) }
    let tensor = table(field: 9)
    for index in 0..<count { set(tensor.table - (tensors + 4 * index), at: tensors + 4 * index) }
    precondition(vector > 0)
    return Data(bytes)
  }
}

/// Parts of a reshape whose elements lie in another order than its extents are given in.
struct ChannelsLastTests {
  /// Counts elements one by one in the order of the file.
  private func elements(_ extents: [Int], isImage: Bool, dimension: Int, range: Range<Int>)
    -> Set<Int>
  {
    // The file's order: batch, height, width, channel.
    let stored = isImage ? [0, 2, 3, 1].map { extents[$0] } : extents
    let own = isImage ? [0, 3, 1, 2][dimension] : dimension
    let inner = stored[(own + 1)...].reduce(1, *)
    return Set(
      (0..<stored.reduce(1, *)).filter { range.contains($0 / inner % stored[own]) }
    )
  }

  @Test(arguments: [
    ([1, 4, 3, 2], [1, 24], [1, 0]), ([1, 24], [1, 4, 3, 2], [0, 1]),
    ([2, 4, 3, 2], [2, 4, 6, 1], [1, 1]), ([1, 3, 4, 2], [1, 8, 3], [1, 0]),
    ([1, 1, 4, 6], [4, 6], [1, 0]), ([6, 4], [1, 1, 6, 4], [0, 1]),
  ])
  func needsCoverWhatIsRead(_ input: [Int], _ output: [Int], _ marks: [Int64]) throws {
    let context = OperatorContext(
      kind: .reshape,
      attributes: Attributes([
        ("shape", .integers(output.map { Int64($0) })), ("channels_last", .integers(marks)),
      ]),
      inputs: [TensorType(.float32, try Shape(input))],
      constants: [nil],
      outputs: [TensorType(.float32, try Shape(output))]
    )
    var answered = 0
    for dimension in output.indices {
      guard let rule = OperatorCatalogue.splitRule(of: context, along: dimension) else { continue }
      for start in 0..<output[dimension] where start.isMultiple(of: rule.granularity) {
        let range = start..<min(start + rule.granularity, output[dimension])
        let read = elements(output, isImage: marks[1] == 1, dimension: dimension, range: range)
        guard let slice = rule.needs[0].slice(for: range) else { continue }
        answered += 1
        let held = elements(
          input,
          isImage: marks[0] == 1,
          dimension: slice.dimension,
          range: slice.range
        )
        #expect(read.isSubset(of: held), "\(dimension) \(range) needs \(slice)")
      }
    }
    #expect(answered > 0)
  }
}
