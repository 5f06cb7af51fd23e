import Documents
import Formats
import Graphs
import Quantities
import Testing

@Suite struct GraphFileTests {
  @Test func graphIsRead() throws {
    let graph = try Samples.readGraph()
    #expect(graph.name == "small")
    #expect(graph.tensors[Index(2)].constant == [2, -1])
    #expect(
      graph.tensors.values.map(\.role) == [
        .input, .weight, .weight, .activation, .activation, .activation,
      ]
    )
    #expect(graph.operators.values.map(\.kind) == [.conv, .relu, .opaque])
    #expect(graph.operators[Index(0)].inputs == [Index(0), Index(1), nil])
    #expect(graph.outputs == [Index(5)])
    let attributes = graph.operators[Index(2)].attributes
    #expect(attributes["a"] == .real(0.5))
    #expect(attributes["b"] == .reals([1, 1e-05]))
    #expect(attributes["c"] == .reals([]))
    #expect(attributes["d"] == .integers([]))
    #expect(attributes["e"] == .texts(["p", "q"]))
    #expect(attributes["f"] == .texts([]))
    #expect(attributes["g"] == .real(-.infinity))
  }

  @Test func writtenGraphIsReadBack() throws {
    let graph = try Samples.readGraph()
    let text = JSONWriter.text(GraphFile.json(graph))
    let again = try Samples.readGraph(text)
    #expect(again == graph)
    #expect(JSONWriter.text(GraphFile.json(again)) == text)
  }

  @Test func opaqueOperatorOfAKnownNameStaysOpaque() throws {
    let text = Samples.graph.replacing(
      once: "\"type\": \"Relu\"",
      with: "\"type\": \"Relu\", \"opaque\": true"
    )
    let graph = try Samples.readGraph(text)
    #expect(graph.operators[Index(1)].kind == .opaque)
    #expect(try Samples.readGraph(JSONWriter.text(GraphFile.json(graph))) == graph)
  }

  @Test(arguments: [
    ("\"name\": \"r\"", "\"name\": \"c\"", "7:5: two tensors are named 'c'"),
    ("\"name\": \"relu\"", "\"name\": \"conv\"", "13:5: two operators are named 'conv'"),
    (
      "[\"c\"], \"outputs\": [\"r\"]", "[\"d\"], \"outputs\": [\"r\"]",
      "13:50: unknown tensor 'd'"
    ),
    (
      "\"inputs\": [\"c\"]", "\"inputs\": [\"y\"]",
      "13:5: operators depend on each other in a cycle, among them 'relu', 'mine'"
    ),
    (
      "\"outputs\": [\"r\"]", "\"outputs\": [\"c\"]",
      "13:5: tensor 'c', computed by 'relu', is already an input, a weight or computed elsewhere"
    ),
    (
      "\"outputs\": [\"r\"]", "\"outputs\": []",
      "7:5: tensor 'r' is read but no operator computes it"
    ),
    ("[1, 10] }", "[1, -10] }", "8:49: an extent is -10, not 0 or more"),
    (
      "[1, 10] }", "[1099511627776, 10] }",
      "8:46: the shape has more than 16 dimensions or 1099511627776 elements"
    ),
    (
      "\"constant\": [2, -1]", "\"constant\": [2]",
      "5:84: 'constant' has 1 entries, but the tensor has 2"
    ),
    (
      "\"role\": \"input\"", "\"role\": \"inputt\"",
      "3:67: 'role' is 'inputt', not one of input, weight, activation; did you mean 'input'?"
    ),
    (
      "\"a\": 0.5", "\"a\": true",
      "15:28: attribute 'a' must be a number, a text or a list of them, not a truth value"
    ),
    (
      "\"a\": 0.5", "\"a\": 1e99",
      "15:28: attribute 'a' is out of the range of a 32-bit real number"
    ),
    (
      "[1.0, 1e-05]", "[1.0, 2]",
      "15:44: an entry of attribute 'b' must be a real number such as 1.0, not an integer"
    ),
  ])
  func faultsHavePlaces(passage: String, other: String, message: String) {
    let problems = #expect(throws: InputProblems.self) {
      try Samples.readGraph(Samples.graph.replacing(once: passage, with: other))
    }
    let first = problems?.description.split(separator: "\n").first.map(String.init) ?? ""
    #expect(first == "g:" + message)
  }

  @Test(.enabled(if: OperatorCatalogue.definition(of: .relu) != nil))
  func shapesMustAgreeWithTheCatalogue() {
    let text = Samples.graph.replacing(
      once: "\"name\": \"r\", \"type\": \"fp32\", \"shape\": [1, 4, 8, 8]",
      with: "\"name\": \"r\", \"type\": \"fp32\", \"shape\": [1, 4, 8, 7]"
    )
    let problems = #expect(throws: InputProblems.self) { try Samples.readGraph(text) }
    #expect(
      problems?.description
        == "g:7:5: tensor 'r' is given as fp32 1×4×8×7, "
        + "but operator 'relu' computes fp32 1×4×8×8"
    )
  }
}
