import Devices
import Documents
import Formats
import Graphs
import Plans
import Quantities
import Testing

@Suite struct PlanFileTests {
  @Test func planIsRead() throws {
    let located = try Samples.readPlan()
    let plan = located.plan
    #expect(plan.synchronization == .explicit)
    #expect(plan.strategy == Plan.Provenance(name: "hand", version: "1"))
    let upper = Slice(dimension: 2, range: 0..<5)
    let lower = Slice(dimension: 2, range: 5..<8)
    #expect(
      plan.steps.values == [
        Step(id: "s1", .run(Index(0), on: Index(1), part: upper, precision: .float16)),
        Step(id: "s2", .run(Index(0), on: Index(0), part: lower, precision: nil)),
        Step(id: "c1", .copy(Index(3), from: Index(0), to: Index(1), part: lower)),
        Step(id: "s3", .run(Index(1), on: Index(1), part: nil, precision: nil)),
        Step(id: "s4", .run(Index(2), on: Index(0), part: nil, precision: nil)),
      ]
    )
    #expect(
      plan.waits == [
        Plan.Wait(Index(2), after: Index(1)), Plan.Wait(Index(3), after: Index(2)),
      ]
    )
    #expect(
      plan.placements == [
        Plan.Placement(pool: Index(1), tensor: Index(3), offset: .zero)
      ]
    )
    #expect(located.places.steps[Index(1)] == Place(file: "p", line: 8, column: 5))
    #expect(located.places.waits[1] == Place(file: "p", line: 15, column: 27))
    #expect(located.places.placements == [Place(file: "p", line: 16, column: 18)])
  }

  @Test func headerIsReadWithoutGraph() throws {
    let document = try JSONReader.read(Array(Samples.plan.utf8), file: "p")
    let header = try PlanFile.header(of: document)
    #expect(header.model == "small.onnx")
    #expect(header.device == "phone")
    #expect(header.modelPlace == Place(file: "p", line: 2, column: 12))
  }

  @Test func writtenPlanIsReadBack() throws {
    let (graph, device) = (try Samples.readGraph(), try Samples.readDevice())
    let plan = try Samples.readPlan().plan
    let text = JSONWriter.text(
      PlanFile.json(plan, graph: graph, device: device, model: "small.onnx")
    )
    #expect(try Samples.readPlan(text).plan == plan)
    #expect(
      text
        == JSONWriter.text(
          PlanFile.json(
            try Samples.readPlan(text).plan,
            graph: graph,
            device: device,
            model: "small.onnx"
          )
        )
    )
    #expect(
      text.hasPrefix(
        """
        {
          "format": "pitfall.plan/1",
          "model": "small.onnx",
          "device": "phone",
          "strategy": { "name": "hand", "version": "1" },
          "synchronization": "explicit",
          "steps": [
            {
              "id": "s1",
              "operator": "conv",
              "processor": "gpu",
              "precision": "fp16",
              "part": { "axis": "height", "start": 0, "end": 5 }
            },
        """
      ),
      "\(text)"
    )
  }

  @Test(arguments: [
    (
      "\"pitfall.plan/1\"", "\"pitfall.graph/1\"",
      "1:13: the format is 'pitfall.graph/1', not 'pitfall.plan/1'"
    ),
    (
      "\"explicit\"", "\"explict\"",
      "4:22: 'synchronization' is 'explict', not one of implicit, explicit; "
        + "did you mean 'explicit'?"
    ),
    ("\"synchronization\": \"explicit\",", "", "1:1: a plan has no 'synchronization'"),
    (
      "\"operator\": \"relu\"", "\"operator\": \"rellu\"",
      "12:31: unknown operator 'rellu'; did you mean 'relu'?"
    ),
    (
      "\"processor\": \"gpu\", \"prec", "\"processor\": \"npu\", \"prec",
      "6:52: unknown processor 'npu'; did you mean 'cpu'?"
    ),
    ("\"copy\": \"c\"", "\"copy\": \"cc\"", "10:27: unknown tensor 'cc'; did you mean 'c'?"),
    (
      "\"from\": \"cpu\"", "\"from\": \"dsp\"",
      "10:5: no link leads from pool 'dsp' to pool 'gpu'; "
        + "copy through a pool that has links with both"
    ),
    ("\"from\": \"cpu\"", "\"from\": \"gpu\"", "10:5: a copy from pool 'gpu' to itself"),
    ("\"id\": \"s2\"", "\"id\": \"s1\"", "8:13: step 's1' was given before, on line 6"),
    ("\"fp16\"", "\"fp17\"", "6:72: 'precision' is 'fp17', not one of "),
    (
      "\"end\": 5 }", "\"end\": 9 }",
      "7:54: the part ends at 9, but the extent is 8 (the shape is 1×4×8×8)"
    ),
    ("\"end\": 5 }", "\"end\": 0 }", "7:15: the part from 0 to 0 is empty"),
    ("\"start\": 0, \"end\": 5", "\"start\": -1, \"end\": 5", "7:44: 'start' is -1, not 0 or more"),
    ("\"axis\": 2", "\"axis\": 4", "9:25: there is no dimension 4 in the shape 1×4×8×8"),
    (
      "\"axis\": \"channel\"", "\"axis\": \"chanel\"",
      "13:25: 'axis' is 'chanel', not one of batch, channel, height, width; "
        + "did you mean 'channel'?"
    ),
    (
      "\"id\": \"s4\",",
      "\"id\": \"s4\", \"part\": {\"axis\": \"width\", \"start\": 0, \"end\": 1},",
      "14:36: there is no axis 'width' in the shape 1×10; name a dimension by its number, from 0"
    ),
    (
      "\"processor\": \"gpu\", \"prec", "\"proccessor\": \"gpu\", \"prec",
      "6:39: unknown key 'proccessor' in a step; did you mean 'processor'?"
    ),
    (
      "\"operator\": \"mine\", \"processor\": \"cpu\"", "\"part\": null",
      "14:5: a step has neither 'operator' nor 'copy'"
    ),
    (
      "\"operator\": \"mine\"", "\"operator\": \"mine\", \"copy\": \"c\"",
      "14:47: a step has both 'operator' and 'copy'; make it two steps"
    ),
    (
      "\"operator\": \"mine\"", "\"operator\": \"mine\", \"from\": \"cpu\"",
      "14:39: a step that runs an operator has 'from'"
    ),
    (
      "[\"c1\", \"s2\"]", "[\"c1\", \"s9\"]",
      "15:20: unknown step 's9'; did you mean 's1'?"
    ),
    (
      "[\"c1\", \"s2\"]", "[\"c1\"]",
      "15:13: a wait has 1 entries; write [\"step\", \"step that it waits for\"]"
    ),
    ("\"offset\": 0", "\"offset\": -4", "16:60: 'offset' is -4, not between 0 and 281474976710656"),
    (
      "\"offset\": 0", "\"offset\": 99999999999999999999",
      "16:60: 'offset' must be an integer, not a number"
    ),
    ("\"steps\": [", "\"steps\": [7,", "5:13: a step must be an object, not an integer"),
  ])
  func faultsHavePlaces(passage: String, other: String, message: String) {
    let problems = #expect(throws: InputProblems.self) {
      try Samples.readPlan(Samples.plan.replacing(once: passage, with: other))
    }
    let first = problems?.description.split(separator: "\n").first.map(String.init) ?? ""
    #expect(first.hasPrefix("p:" + message), "\(first)")
  }

  @Test func oneFaultDoesNotBringOthers() {
    let text = Samples.plan.replacing(once: "\"operator\": \"relu\"", with: "\"operator\": \"q\"")
    let problems = #expect(throws: InputProblems.self) { try Samples.readPlan(text) }
    #expect(problems?.problems.count == 1)
  }

  @Test func otherValuesAreRefused() {
    for text in ["[]", "7", "\"plan\"", "null", "{}"] {
      #expect(throws: InputProblems.self) { try Samples.readPlan(text) }
    }
  }

  @Test func everyPrefixAndMutationIsAnswered() throws {
    let (graph, device) = (try Samples.readGraph(), try Samples.readDevice())
    let bytes = Array(Samples.plan.utf8)
    for length in bytes.indices {
      #expect(throws: InputProblems.self) {
        try JSONReader.read(Array(bytes[..<length]), file: "p")
      }
    }
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let letters = Array("0123456789-scegpu\"".utf8)
    var read = 0
    for _ in 0..<5_000 {
      var bytes = bytes
      for _ in 0...random(2) { bytes[random(bytes.count)] = letters[random(letters.count)] }
      guard let document = try? JSONReader.read(bytes, file: "p") else { continue }
      if (try? PlanFile.read(document, graph: graph, device: device)) != nil { read += 1 }
    }
    #expect(read > 0)
  }

  @Test func largePlansAreReadFast() throws {
    let (graph, device) = (try Samples.readGraph(), try Samples.readDevice())
    let steps = (0..<9_000)
      .map {
        Step(
          id: "step-\($0)-of-a-large-plan",
          .run(Index($0 % 2), on: Index($0 % 2), part: nil, precision: .float32)
        )
      }
    let waits = (1..<9_000).map { Plan.Wait(Index($0), after: Index($0 - 1)) }
    let plan = Plan(steps: steps, waits: waits)
    let bytes = JSONWriter.bytes(PlanFile.json(plan, graph: graph, device: device))
    let clock = ContinuousClock()
    let begin = clock.now
    let document = try JSONReader.read(bytes, file: "p")
    let middle = clock.now
    let located = try PlanFile.read(document, graph: graph, device: device)
    let end = clock.now
    #expect(located.plan == plan)
    print("\(bytes.count) bytes: JSON \(middle - begin), plan \(end - middle)")
  }
}
