import Calibration
import Devices
import Documents
import Formats
import Graphs
import Quantities
import Testing

/// What follows for predictions from how tensors lie in a processor's memory.
@Suite struct StorageTests {
  /// A join of two tensors of 32 channels, and a logistic function of an image of one or four.
  private func graph(channels: Int) throws -> Graph {
    let text = """
      {"format": "pitfall.graph/1", "name": "g",
      "tensors": [
      {"name": "x", "type": "fp32", "shape": [1, 32, 64, 64], "role": "input"},
      {"name": "i", "type": "fp32", "shape": [1, \(channels), 256, 256], "role": "input"},
      {"name": "j", "type": "fp32", "shape": [1, 64, 64, 64]},
      {"name": "s", "type": "fp32", "shape": [1, \(channels), 256, 256]}],
      "operators": [
      {"name": "join", "type": "Concat", "attributes": {"axis": 1}, "inputs": ["x", "x"],
      "outputs": ["j"]},
      {"name": "function", "type": "Sigmoid", "inputs": ["i"], "outputs": ["s"]}],
      "outputs": ["j", "s"]}
      """
    return try GraphFile.read(try JSONReader.read(Array(text.utf8), file: "g.json"))
  }

  private func device(_ storage: String) throws -> Device {
    let text = """
      format: pitfall.device/1
      name: d
      summary: "one processor"
      pools:
        m: {capacity: 1 GiB, alignment: 64 B}
      processors:
        cpu:
          kind: cpu
          pool: m
          backend: any
          bandwidth: 1000 GB/s
          launch: 10 us
          active-power: 0 mW
          idle-power: 0 mW
          rates:
            fp32: {elementwise: 1 Gop/s}
            fp16: {elementwise: 1 Gop/s}
            int8: {elementwise: 4 Gop/s}
          kernels: {\(storage)}
      links: []
      """
    let document = try YAMLReader.read(Array(text.utf8), file: "d.yaml")
    return try DeviceFile.read(document) { Backend(name: $0, support: .everything) }
  }

  private func time(
    _ operation: String,
    _ storage: String,
    channels: Int = 4,
    in precision: ElementType
  ) throws -> UInt64 {
    let device = try device(storage)
    let measurement = Measurement(
      model: "g",
      subject: .operation(operation),
      processor: "cpu",
      precision: precision,
      latency: Nanoseconds(1),
      place: Place(file: "rows.csv")
    )
    let run = try MeasuredRun(measurement, graph: try graph(channels: channels), device: device)
    return try #require(run.predicted(on: device)).amount
  }

  /// In floating point nothing is left to do; integers are written anew.
  @Test func joinsInPlaceCostNothing() throws {
    let rule = "storage: {joins: in-place}"
    #expect(try time("join", rule, in: .float16) == 0)
    #expect(try time("join", rule, in: .int8) == time("join", "", in: .int8))
    #expect(try time("join", "", in: .float16) > 10_000)
  }

  /// An image of one channel takes as long as one of four, and both 25 times as long as they would.
  @Test func thinTensorsAreFilledUp() throws {
    let rule = "storage: {thin-speed: 0.04}"
    let four = try time("function", rule, in: .float32)
    #expect(try time("function", rule, channels: 1, in: .float32) == four)
    let usual = try time("function", "", in: .float32)
    #expect(four - 10_000 == (usual - 10_000) * 25)
  }

  /// Where there are no kernels for integers, they take as long as the type that stands for them.
  @Test func integersAreComputedAsFloats() throws {
    let rule = "storage: {integers-as: fp16}"
    let half = try time("function", rule, in: .float16)
    #expect(try time("function", rule, in: .int8) == half)
    #expect(try time("function", "", in: .int8) < half)
  }
}
