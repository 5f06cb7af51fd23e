import Documents
import Formats
import Graphs
import Quantities
import Testing

/// The graphs made from published operator lists (`Scripts/make-codl-graphs.py`).
@Suite struct OperatorListTests {
  /// Multiply-accumulates and operators of each list; a list gives only what it names.
  static let lists: [(name: String, multiplyAccumulates: UInt64, listed: Int)] = [
    ("codl-alexnet", 3_051_203_712, 11),
    ("codl-fast-style-transfer", 35_920_281_600, 14),
    ("codl-mobilenet-v1", 551_355_392, 16),
    ("codl-posenet", 30_162_288_640, 34),
    ("codl-resnet50-v1", 25_683_558_400, 51),
    ("codl-retinaface", 89_354_332_160, 87),
    ("codl-vgg16", 15_470_264_320, 21),
    ("codl-yolov2", 15_229_793_280, 27),
  ]

  private static func graph(_ name: String) throws -> Graph {
    let files = try #require(BundledFiles.located())
    let path = try #require(files.path(of: name, among: .models))
    return try GraphFile.read(try FileReading.document(at: path))
  }

  @Test func allAreBundled() throws {
    let files = try #require(BundledFiles.located())
    let names = files.names(of: .models).filter { $0.hasPrefix("codl-") }
    #expect(names == Self.lists.map(\.name))
  }

  @Test(arguments: lists.map(\.name))
  func workIsThatOfTheList(name: String) throws {
    let list = try #require(Self.lists.first { $0.name == name })
    let graph = try Self.graph(name)
    let work = graph.operators.indices.map { graph.multiplyAccumulates(of: $0).amount }
    #expect(graph.name == name)
    #expect(work.reduce(0, +) == list.multiplyAccumulates)
    let listed = graph.operators.values.filter { !$0.name.contains("_before_") }
    #expect(listed.count == list.listed)
    #expect(graph.operators.values.allSatisfy { $0.kind != .opaque })
  }

  @Test(arguments: lists.map(\.name))
  func allStartsAtOneInput(name: String) throws {
    let graph = try Self.graph(name)
    let inputs = graph.tensors.values.filter { $0.role == .input }
    #expect(inputs.map(\.name) == ["input"])
  }
}
