import Devices
import Documents
import Formats
import Graphs
import Quantities
import Strategies

extension FuzzTarget {
  /// A backend file, whose rules judge the fixed graph; whatever it extends is the same backend.
  package static let backend = FuzzTarget(
    "backend",
    driver: "FuzzBackend",
    ending: "yaml"
  ) { bytes in
    do throws(InputProblems) {
      let backend = try BackendFile.read(bytes, file: "input") { _ in Scene.backendText }
      judge(backend.support)
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// The text of a rule, which judges the fixed graph where it is one.
  package static let rule = FuzzTarget(
    "rule",
    driver: "FuzzRule",
    ending: "txt",
    mutations: 500
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(RuleError) {
      let rule = try SupportRule(id: "rule", that: text, scope: .parts)
      judge(SupportTable(entries: [], commonRules: [rule], acceptsUnlisted: true))
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// Asks for the refusals of every operator of the fixed graph, whole and in parts.
  private static func judge(_ support: SupportTable) {
    let graph = Scene.task.graph
    for index in graph.operators.indices {
      for part in [nil, Slice(dimension: 1, range: 0..<3), Slice(dimension: 2, range: 3..<8)] {
        for refusal in support.refusals(of: index, in: graph, precision: .float16, part: part) {
          precondition(!refusal.rule.isEmpty || !refusal.reason.isEmpty, "an empty refusal")
        }
      }
    }
  }
}
