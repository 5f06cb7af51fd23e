import Documents
import Testing

private enum Colour: String, CaseIterable {
  case red
  case green
}

@Suite struct ReadingTests {
  private static let keys = ["format", "processor", "start", "colour", "names"]

  @Test func allProblemsAreReported() throws {
    let document = try json(
      """
      { "format": "pitfall.plan/2", "proccessor": "gpu",
        "start": -1, "colour": "gren",
        "names": ["a", 3] }
      """
    )
    var log = ProblemLog()
    let object = try #require(document.object("a step", keys: Self.keys, &log))
    object.checkFormat("pitfall.plan/1", &log)
    #expect(object.text("processor", &log) == nil)
    #expect(object.integer("start", in: 0...Int64.max, &log) == nil)
    #expect(object.choice("colour", of: Colour.self, &log) == nil)
    #expect(object.optional("names")?.texts("'names'", &log) == nil)
    let problems = #expect(throws: InputProblems.self) { try log.check() }
    #expect(
      problems?.description == """
        f.json:1:31: unknown key 'proccessor' in a step; did you mean 'processor'?
        f.json:1:13: the format is 'pitfall.plan/2', not 'pitfall.plan/1'; \
        this version of pitfall reads 'pitfall.plan/1' only
        f.json:1:1: a step has no 'processor'
        f.json:2:12: 'start' is -1, not 0 or more
        f.json:2:26: 'colour' is 'gren', not one of red, green; did you mean 'green'?
        f.json:3:18: an entry of 'names' must be a text, not an integer
        """
    )
  }

  @Test func longListsOfProblemsAreCut() {
    var log = ProblemLog()
    for line in 1...1_500 { log.report(Place(file: "f", line: line), "wrong") }
    let problems = #expect(throws: InputProblems.self) { try log.check() }
    let lines = problems?.description.split(separator: "\n")
    #expect(lines?.count == 21)
    #expect(lines?.last == "and 1480 more")
  }

  @Test func namesAreMadeSafe() {
    #expect(quoted("a\u{1B}[2J\n\u{202E}b") == "'a\\u{1b}[2J\\u{a}\\u{202e}b'")
    #expect(quoted(String(repeating: "x", count: 200)).count == 83)
    let place = Place(file: "a\nb")
    #expect(InputProblem(place, "c\u{7}").description == "a\\u{a}b:1:1: c\\u{7}")
  }

  @Test func nearNamesAreSuggested() {
    #expect(nearestName(to: "proccessor", among: ["part", "processor"]) == "processor")
    #expect(nearestName(to: "Conv_1", among: ["Conv_0", "conv_1"]) == "conv_1")
    #expect(nearestName(to: "xyz", among: ["processor", "gpu"]) == nil)
    #expect(nearestName(to: "gup", among: ["cpu", "gpu"]) == "gpu")
    #expect(nearestName(to: "", among: ["a"]) == nil)
  }

  @Test func decimalsAreExact() {
    #expect(DecimalText("14.5")?.exactly(times: 1_000) == 14_500)
    #expect(DecimalText("0.001")?.exactly(times: 1_000) == 1)
    #expect(DecimalText("0.0001")?.exactly(times: 1_000) == nil)
    #expect(DecimalText("1.500000000000000000000000000000000000000000000")?.exactly(times: 2) == 3)
    #expect(DecimalText("1e3")?.exactly(times: 1) == 1_000)
    #expect(DecimalText("25e-1")?.exactly(times: 2) == 5)
    #expect(DecimalText("18446744073709551615")?.exactly(times: 1) == .max)
    #expect(DecimalText("18446744073709551616")?.exactly(times: 1) == nil)
    #expect(DecimalText("1e999999999999999999999")?.exactly(times: 1) == nil)
    #expect(DecimalText("0e999999999999999999999")?.exactly(times: 1) == 0)
    #expect(DecimalText("1.5e-9223372036854775808")?.exactly(times: 1) == nil)
    #expect(DecimalText("1e+2")?.exactly(times: 1) == 100)
    #expect(["1ex5", "1e", "1e-", "1e+-1"].allSatisfy { DecimalText($0) == nil })
    #expect(DecimalText("-1")?.exactly(times: 1) == nil)
    for text in ["", "-", ".5", "5.", "1e", "1e+", "0x1", "1_000", "inf", "nan", "1 "] {
      #expect(DecimalText(text) == nil, "\(text)")
    }
  }
}
