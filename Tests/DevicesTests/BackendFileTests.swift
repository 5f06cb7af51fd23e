import Devices
import Documents
import Formats
import Foundation
import Graphs
import Testing

@Suite("Backend files")
struct BackendFileTests {
  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: backendFolder.path())) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

  @Test func allAreThere() {
    #expect(
      Self.names == [
        "any", "coreml", "mace-apu", "mace-cpu", "mace-gpu", "mace-hexagon", "mnn-coreml",
        "mnn-cpu", "mnn-hexagon", "mnn-hiai", "mnn-nnapi", "mnn-opencl", "mnn-qnn", "mnn-vulkan",
        "ncnn-cpu", "ncnn-vulkan", "neuropilot", "nnapi-27", "nnapi-28", "nnapi-29", "nnapi-30",
        "nnapi-31", "nnapi-feature-level-6", "nnapi-feature-level-7", "qnn-htp", "tflite-cpu",
        "tflite-gpu", "tflite-hexagon",
      ]
    )
  }

  @Test("Each is read, and each of its rules says why and where it was read", arguments: names)
  func isRead(_ name: String) throws {
    let backend = try bundledBackend(name)
    #expect(backend.name == name)
    #expect(!backend.summary.isEmpty)
    for kind in OperatorKind.allCases where backend.support.accepts(kind) {
      for rule in backend.support.rules(for: kind) where rule.id != "element-type" {
        #expect(!rule.because.isEmpty, "\(rule.id)")
        #expect(!rule.source.isEmpty, "\(rule.id)")
      }
    }
  }

  @Test(arguments: ["any", "mace-cpu", "tflite-cpu", "mnn-cpu", "ncnn-cpu"])
  func hostsAcceptEverything(_ name: String) throws {
    let backend = try bundledBackend(name)
    for kind in OperatorKind.allCases { #expect(backend.support.rules(for: kind).isEmpty) }
    #expect(try Probe(.opaque, [.data([3], .string)], to: [7]).refusals(by: name).isEmpty)
  }

  @Test func heads() throws {
    #expect(try bundledBackend("mace-gpu").fallback == .eachOperator)
    #expect(try bundledBackend("mace-gpu").processors == [.gpu])
    #expect(try bundledBackend("mace-hexagon").fallback == .wholeModel)
    #expect(try bundledBackend("tflite-gpu").fallback == .partitions(most: 1, smallest: 1))
    #expect(try bundledBackend("nnapi-30").fallback == .partitions(most: 3, smallest: 1))
    let names = try bundledBackend("mace-gpu").support
    #expect(names.sourceName(of: .globalAveragePool) == "Pooling")
    #expect(names.sourceName(of: .matMul) == nil)
  }

  private func problems(_ text: String, named: (String) -> [UInt8]? = { _ in nil }) -> [String] {
    do {
      _ = try BackendFile.read(Array(text.utf8), file: "b.yaml", named: named)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test func allMistakesAreReported() {
    let found = problems(
      """
      format: pitfall.backend/1
      name: mine
      procesors: [gpu]
      processors: [tpu]
      element-types: [fp32, fp17]
      fallback: sometimes
      operators:
        - kinds: [Relu, Convv]
          require:
            - { id: a, that: "rank(output) == " }
            - { id: b, that: "rank(output) == 4", becuase: "x" }
            - { id: b, that: "rank(output) == 4" }
            - { id: c, that: "part_start == 4" }
        - source-name: x
      """
    )
    let starts = [
      "b.yaml:3:1: unknown key 'procesors' in a backend; did you mean 'processors'?",
      "b.yaml:4:14: a processor is 'tpu', not one of cpu, gpu, dsp, npu",
      "b.yaml:5:23: an element type is 'fp17', not one of fp64",
      "b.yaml:6:11: 'fallback' is not one of each-operator, whole-model",
      "b.yaml:8:19: no operator kind 'Convv'; did you mean 'Conv'?",
      "b.yaml:10:24: rule 'a': column 17: found the end where a measure was expected",
      "b.yaml:11:45: unknown key 'becuase' in a rule; did you mean 'because'?",
      "b.yaml:12:9: two rules are named 'b'",
      "b.yaml:13:24: rule 'c': column 1: part facts may be used in the rules under 'parts' only",
      "b.yaml:14:5: an entry of 'operators' has no 'kinds'",
    ]
    #expect(found.count == starts.count)
    for (problem, start) in zip(found, starts) {
      #expect(problem.hasPrefix(start), "\(problem)")
    }
  }

  @Test func extensionsAreChecked() {
    let base = "format: pitfall.backend/1\nname: base\nextends: mine\n"
    #expect(
      problems("format: pitfall.backend/1\nname: mine\nextends: other\n")
        == ["b.yaml:3:10: there is no backend 'other' to extend"]
    )
    #expect(
      problems("format: pitfall.backend/1\nname: mine\nextends: mine\n")
        == ["b.yaml:3:10: backend 'mine' extends itself"]
    )
    let circle = problems("format: pitfall.backend/1\nname: x\nextends: base\n") { name in
      Array((name == "base" ? base : base.replacing("mine", with: "base")).utf8)
    }
    #expect(circle == ["mine.yaml:3:10: backend 'base' extends itself"])
    let misspelt =
      "format: pitfall.backend/1\nname: mine\nextends: mace-gpu\nwithout: [sofmax-rank]"
    #expect(
      problems(misspelt) { backendText($0) }
        == ["b.yaml:4:11: no inherited rule 'sofmax-rank'; did you mean 'softmax-rank'?"]
    )
  }

  @Test func anExtensionTakesRulesAwayAndAddsKinds() throws {
    let text = """
      format: pitfall.backend/1
      name: mine
      extends: mace-gpu
      without: [softmax-rank]
      operators:
        - kinds: [MatMul]
          require: [{ id: small, that: "rank(output) <= 3" }]
      """
    let mine = try BackendFile.read(Array(text.utf8), file: "b.yaml", named: backendText)
    #expect(mine.fallback == .eachOperator)
    #expect(mine.support.rules(for: .softmax).map(\.id) == ["element-type", "channel-block"])
    #expect(
      mine.support.rules(for: .matMul).map(\.id) == ["element-type", "small", "channel-block"]
    )
  }
}
