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

  /// What a convolution over so many rows and columns, and a function of what it leaves, take on a
  /// second processor, whose links to and from the host have 1 GB/s.
  private func run(
    _ height: Int,
    _ width: Int,
    kernel: Int = 1,
    storage: String,
    in precision: ElementType,
    subject: Measurement.Subject = .model
  ) throws -> UInt64 {
    let weights = "[4, 4, \(kernel), \(kernel)]"
    let edges = kernel / 2
    let text = """
      {"format": "pitfall.graph/1", "name": "g",
      "tensors": [
      {"name": "x", "type": "fp32", "shape": [1, 4, \(height), \(width)], "role": "input"},
      {"name": "w", "type": "fp32", "shape": \(weights), "role": "weight"},
      {"name": "c", "type": "fp32", "shape": [1, 4, \(height), \(width)]},
      {"name": "y", "type": "fp32", "shape": [1, 4, \(height), \(width)]}],
      "operators": [
      {"name": "conv", "type": "Conv",
      "attributes": {"pads": [\(edges), \(edges), \(edges), \(edges)]},
      "inputs": ["x", "w"], "outputs": ["c"]},
      {"name": "function", "type": "Sigmoid", "inputs": ["c"], "outputs": ["y"]}],
      "outputs": ["y"]}
      """
    let device = """
      format: pitfall.device/1
      name: d
      summary: "two processors"
      pools:
        m: {capacity: 1 GiB, alignment: 64 B}
        n: {capacity: 1 GiB, alignment: 64 B}
      processors:
        cpu: {kind: cpu, pool: m, backend: any, bandwidth: 1000 GB/s, launch: 0 us,
          active-power: 0 mW, idle-power: 0 mW, rates: {fp32: {elementwise: 1 Gop/s}}}
        npu: {kind: npu, pool: n, backend: any, bandwidth: 1000 GB/s, launch: 0 us,
          active-power: 0 mW, idle-power: 0 mW,
          rates: {fp16: {direct-convolution: 1 GMAC/s}, int8: {direct-convolution: 1 GMAC/s}},
          kernels: {\(storage)}}
      links:
        - {from: cpu, to: npu, latency: 5 us, bandwidth: 1 GB/s}
        - {from: npu, to: cpu, latency: 3 us, bandwidth: 1 GB/s}
      """
      .replacing("from: cpu, to: npu", with: "from: m, to: n")
      .replacing("from: npu, to: cpu", with: "from: n, to: m")
    let parsed = try DeviceFile.read(
      try YAMLReader.read(Array(device.utf8), file: "d.yaml")
    ) { Backend(name: $0, support: .everything) }
    let measurement = Measurement(
      model: "g",
      subject: subject,
      processor: "npu",
      precision: precision,
      latency: Nanoseconds(1),
      place: Place(file: "rows.csv")
    )
    let graph = try GraphFile.read(try JSONReader.read(Array(text.utf8), file: "g.json"))
    let run = try MeasuredRun(measurement, graph: graph, device: parsed)
    return try #require(run.predicted(on: parsed)).amount
  }

  /// A plane of 9×7 takes as long as one of 16×8 in 1×1 convolutions, not in 3×3 ones and not
  /// where nothing is said of tiles; one pixel stays one.
  @Test func planesAreFilledUp() throws {
    func time(_ height: Int, _ width: Int, _ storage: String, kernel: Int = 1) throws -> UInt64 {
      try run(
        height,
        width,
        kernel: kernel,
        storage: storage,
        in: .float16,
        subject: .operation("conv")
      )
    }
    let rule = "storage: {tile: 8}"
    #expect(try time(9, 7, rule) == 16 * 8 * 16)
    #expect(try time(16, 8, rule) == 16 * 8 * 16)
    #expect(try time(9, 7, "") == 9 * 7 * 16)
    #expect(try time(9, 7, rule, kernel: 3) == 9 * 7 * 16 * 9)
    #expect(try time(1, 1, rule) == 16)
  }

  /// With the rule a run ends when its output is back at the host, a byte in a nanosecond; integers
  /// cross as integers both ways.
  @Test func runsEndAtTheHost() throws {
    func time(_ storage: String, _ precision: ElementType) throws -> UInt64 {
      try run(16, 16, storage: storage, in: precision)
    }
    let rule = "storage: {runs: host-to-host}"
    let bytes: UInt64 = 4 * 16 * 16 * 4
    #expect(try time(rule, .float16) == time("", .float16) + 3_000 + bytes)
    let integers = try time(rule, .int8)
    #expect(integers == (try time("", .int8)) + 3_000 + bytes / 4 - bytes * 3 / 4)
  }

  /// Where there are no kernels for integers, they take as long as the type that stands for them.
  @Test func integersAreComputedAsFloats() throws {
    let rule = "storage: {integers-as: fp16}"
    let half = try time("function", rule, in: .float16)
    #expect(try time("function", rule, in: .int8) == half)
    #expect(try time("function", "", in: .int8) < half)
  }
}
