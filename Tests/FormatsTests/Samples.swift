import Devices
import Documents
import Formats
import Graphs
import Quantities

/// A small graph, device and plan that the tests read and break.
enum Samples {
  static let graph = """
    { "format": "pitfall.graph/1", "name": "small",
      "tensors": [
        { "name": "x", "type": "fp32", "shape": [1, 3, 8, 8], "role": "input" },
        { "name": "w", "type": "fp32", "shape": [4, 3, 3, 3], "role": "weight" },
        { "name": "axes", "type": "int64", "shape": [2], "role": "weight", "constant": [2, -1] },
        { "name": "c", "type": "fp32", "shape": [1, 4, 8, 8] },
        { "name": "r", "type": "fp32", "shape": [1, 4, 8, 8] },
        { "name": "y", "type": "fp32", "shape": [1, 10] } ],
      "operators": [
        { "name": "conv", "type": "Conv",
          "attributes": { "pads": [1, 1, 1, 1], "auto_pad": "NOTSET", "group": 1 },
          "inputs": ["x", "w", null], "outputs": ["c"] },
        { "name": "relu", "type": "Relu", "inputs": ["c"], "outputs": ["r"] },
        { "name": "mine", "type": "com.example::Mine",
          "attributes": { "a": 0.5, "b": [1.0, 1e-05], "c": { "reals": [] }, "d": [],
            "e": ["p", "q"], "f": { "texts": [] }, "g": { "real": "-inf" } },
          "inputs": ["r", "axes"], "outputs": ["y"] } ],
      "outputs": ["y"] }
    """

  static let device = """
    format: pitfall.device/1
    name: phone
    summary: A phone for tests.
    sources: [made up]
    memory-bandwidth: 34.1 GB/s
    pools:
      cpu: {capacity: 2 GiB, alignment: 64 B}
      gpu: {capacity: 512 MiB}
      dsp: {capacity: 1.5 MiB}
    processors:
      cpu:
        kind: cpu
        pool: cpu
        backend: anything
        bandwidth: 14 GB/s
        launch: 5 us
        active-power: 2.5 W
        rates:
          fp32: {direct-convolution: 20 GMAC/s, elementwise: 1.5 Gop/s}
      gpu:
        kind: gpu
        pool: gpu
        backend: anything
        bandwidth: 20 GB/s
        launch: 12.5 us
        rates:
          fp16: {direct-convolution: 120 GMAC/s}
      dsp:
        kind: dsp
        pool: dsp
        backend: anything
        bandwidth: 10.5 GB/s
        launch: 1 ms
        rates: {}
    links:
      - {from: cpu, to: gpu, latency: 120 us, bandwidth: 8 GB/s}
      - {from: gpu, to: cpu, latency: 60 us, bandwidth: 8 GB/s}
    """

  static let plan = """
    { "format": "pitfall.plan/1",
      "model": "small.onnx", "device": "phone",
      "strategy": { "name": "hand", "version": "1" },
      "synchronization": "explicit",
      "steps": [
        { "id": "s1", "operator": "conv", "processor": "gpu", "precision": "fp16",
          "part": { "axis": "height", "start": 0, "end": 5 } },
        { "id": "s2", "operator": "conv", "processor": "cpu",
          "part": { "axis": 2, "start": 5, "end": 8 } },
        { "id": "c1", "copy": "c", "from": "cpu", "to": "gpu",
          "part": { "axis": "height", "start": 5, "end": 8 } },
        { "id": "s3", "operator": "relu", "processor": "gpu",
          "part": { "axis": "channel", "start": 0, "end": 4 } },
        { "id": "s4", "operator": "mine", "processor": "cpu" } ],
      "after": [["c1", "s2"], ["s3", "c1"]],
      "placements": [{ "pool": "gpu", "tensor": "c", "offset": 0 }] }
    """

  static func backend(_ name: String) -> Backend? {
    name == "anything" ? Backend(name: name, support: .everything) : nil
  }

  static func readGraph(_ text: String = graph) throws(InputProblems) -> Graph {
    try GraphFile.read(try JSONReader.read(Array(text.utf8), file: "g"))
  }

  static func readDevice(_ text: String = device) throws(InputProblems) -> Device {
    try DeviceFile.read(try YAMLReader.read(Array(text.utf8), file: "d"), backend: backend)
  }

  static func readPlan(_ text: String = plan) throws(InputProblems) -> LocatedPlan {
    let document = try JSONReader.read(Array(text.utf8), file: "p")
    return try PlanFile.read(document, graph: try readGraph(), device: try readDevice())
  }
}

extension String {
  /// The text with the one occurrence of a passage replaced.
  func replacing(once passage: String, with other: String) -> String {
    let parts = split(separator: passage, omittingEmptySubsequences: false)
    precondition(parts.count == 2, "'\(passage)' occurs \(parts.count - 1) times")
    return parts[0] + other + parts[1]
  }
}
