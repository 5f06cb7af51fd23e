import Devices
import Graphs
import Quantities
import Testing

@Suite("A refusal shows the rule with the operator's own numbers")
struct ReasonTests {
  private static let cases: [(KnownAnswer, String)] = [
    (
      .refuses("mace-gpu", "Softmax of rank 3", .elementwise(.softmax, shape: [1, 8, 9])),
      "rank(output) is 3, allowed 2, 4"
    ),
    (
      .refuses("mace-gpu", "Relu of rank 2", .elementwise(.relu, shape: [1, 8])),
      "rank(output) is 2, allowed 4"
    ),
    (
      .refuses("mace-gpu", "Conv in int8", .conv(), precision: .int8),
      "type(input(0)) is int8, allowed fp32, fp16"
    ),
    (
      .refuses("mace-gpu", "Concat of 3", .concat([4, 6, 8])),
      "channels(input(1)) % 4 is 2 (channels(input(1)) = 6), allowed 0, as count(inputs) is 3"
    ),
    (
      .refuses("mace-gpu", "mean over height", .mean(axes: [2])),
      "count(axes) is 1, allowed 2 and one of axes is 2, allowed 1"
    ),
    (
      .refuses(
        "mace-gpu",
        "channels",
        .conv(),
        part: Slice(dimension: 1, range: 30..<64)
      ),
      "part_start % 4 is 2 (part_start = 30), allowed 0, as part_axis is channel"
    ),
    (
      .refuses("mace-gpu", "multiplier", .conv(group: 64, outputs: 128)),
      "extent(output, 1) / attribute(group) is 2 "
        + "(extent(output, 1) = 128, attribute(group) = 64), allowed 1, "
        + "as attribute(group) is 64"
    ),
    (
      .refuses("mace-hexagon", "Resize", .resize("nearest", to: 8), precision: .int8),
      "attribute(mode) is nearest, allowed linear, bilinear"
    ),
    (
      .refuses("tflite-hexagon", "stride", .conv(stride: 4), precision: .int8),
      "one of strides is 4, allowed <= 3"
    ),
    (
      .refuses("ncnn-vulkan", "weights", .conv(weights: Probe.Input.data)),
      "input(1) is computed, allowed constant"
    ),
    (
      .refuses("mace-gpu", "no axis", Probe(.concat, [Probe.image], to: [1, 64, 56, 56])),
      "there is no attribute 'axis'"
    ),
    (
      .refuses("mace-gpu", "MatMul", .elementwise(.matMul)),
      "MatMul is not among the backend's operators"
    ),
  ]

  @Test(arguments: cases)
  func reads(_ answer: KnownAnswer, reason: String) throws {
    let refusals = try answer.probe.reasons(
      from: answer.backend,
      precision: answer.precision,
      part: answer.part
    )
    #expect(refusals.first?.reason == reason)
    #expect(refusals.first?.because.isEmpty == false)
  }

  @Test func aRuleOfWidthsSaysThatThereIsNone() throws {
    let rule = try SupportRule(id: "w", that: "width(output) <= 8")
    let graph = try Probe.elementwise(.relu, shape: [2, 3]).graph()
    let refusal = rule.refusal(of: OperatorFacts<Int64>(of: .init(0), in: graph))
    #expect(
      refusal
        == Refusal(rule: "w", reason: "width(output) does not exist, output has rank 2")
    )
  }
}
