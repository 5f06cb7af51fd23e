import Devices
import Documents
import Formats
import Graphs
import Strategies

/// What the targets read plans for: a residual block on a CPU and a GPU with little memory.
enum Scene {
  static let backendText = Array(
    """
    format: pitfall.backend/1
    name: scene
    processors: [cpu, gpu]
    accepts: everything
    rules:
      - {id: rank, that: "rank(output) == 4"}
    parts:
      - {id: even, that: "part_start % 2 == 0"}
    """
    .utf8
  )

  private static let deviceText = Array(
    """
    format: pitfall.device/1
    name: scene
    memory-bandwidth: 20 GB/s
    pools:
      cpu: {capacity: 64 KiB, alignment: 64 B}
      gpu: {capacity: 40 KiB, alignment: 64 B}
    processors:
      cpu:
        {kind: cpu, pool: cpu, backend: scene, bandwidth: 10 GB/s, launch: 1 us,
         rates: {fp32: {direct-convolution: 10 GMAC/s}}}
      gpu:
        {kind: gpu, pool: gpu, backend: scene, bandwidth: 20 GB/s, launch: 5 us,
         rates: {fp32: {direct-convolution: 20 GMAC/s}, fp16: {direct-convolution: 40 GMAC/s}}}
    links:
      - {from: cpu, to: gpu, latency: 6 us, bandwidth: 10 GB/s}
      - {from: gpu, to: cpu, latency: 6 us, bandwidth: 10 GB/s}
    """
    .utf8
  )

  private static let graphText = Array(
    """
    {"format": "pitfall.graph/1", "name": "scene", "tensors": [
      {"name": "x", "type": "fp32", "shape": [1, 8, 16, 16], "role": "input"},
      {"name": "w", "type": "fp32", "shape": [8, 8, 3, 3], "role": "weight"},
      {"name": "s", "type": "fp32", "shape": [1, 8, 16, 16]},
      {"name": "a", "type": "fp32", "shape": [1, 8, 16, 16]},
      {"name": "y", "type": "fp32", "shape": [1, 8, 16, 16]},
      {"name": "z", "type": "fp32", "shape": [1, 8, 8, 8]}],
     "operators": [
      {"name": "conv", "type": "Conv", "inputs": ["x", "w"], "outputs": ["s"],
       "attributes": {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [1, 1, 1, 1],
        "dilations": [1, 1], "group": 1}},
      {"name": "relu", "type": "Relu", "inputs": ["s"], "outputs": ["a"]},
      {"name": "add", "type": "Add", "inputs": ["a", "s"], "outputs": ["y"]},
      {"name": "pool", "type": "MaxPool", "inputs": ["y"], "outputs": ["z"],
       "attributes": {"kernel_shape": [2, 2], "strides": [2, 2]}}],
     "outputs": ["z"]}
    """
    .utf8
  )

  /// The backend of both processors.
  static let backend: Backend = {
    do {
      return try BackendFile.read(backendText, file: "scene")
    } catch {
      preconditionFailure("the scene's backend cannot be read: \(error)")
    }
  }()

  /// The graph and the device.
  static let task: Task = {
    do throws(InputProblems) {
      let device = try DeviceFile.read(try YAMLReader.read(deviceText, file: "scene")) {
        (_: String) throws(InputProblems) in backend
      }
      return Task(
        graph: try GraphFile.read(try JSONReader.read(graphText, file: "scene")),
        device: device
      )
    } catch {
      preconditionFailure("the scene cannot be read: \(error)")
    }
  }()
}
