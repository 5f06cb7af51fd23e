import Graphs
import Quantities

/// One processor's share of a stage: blocks of its own depth and width.
struct Branch: Hashable, Sendable {
  let depth: Int
  let width: Int

  /// Adds the branch's operators after a tensor and returns what it computes.
  func add(
    _ stage: ResidualNetwork.Stage,
    _ name: String,
    after input: Index<Tensor>,
    to draft: inout NetworkDraft
  ) throws(NetworkDraft.Unfit) -> Index<Tensor> {
    var current = input
    for position in 0..<depth {
      current = try block(
        stage,
        "\(name)/block\(position + 1)",
        after: current,
        stride: position == 0 ? stage.stride : 1,
        to: &draft
      )
    }
    return current
  }

  private func block(
    _ stage: ResidualNetwork.Stage,
    _ name: String,
    after input: Index<Tensor>,
    stride: Int,
    to draft: inout NetworkDraft
  ) throws(NetworkDraft.Unfit) -> Index<Tensor> {
    let block = stage.block
    var path: Index<Tensor>
    if block.isBottleneck {
      let group = block.groupWidth ?? 1
      let inside = max(width * block.insideShare / 64 / group, 1) * group
      path = try draft.convolution(name + "/conv1", input, to: inside, kernel: 1, stride: 1)
      path = try draft.run(.relu, name + "/relu1", [path])
      path = try draft.convolution(
        name + "/conv2",
        path,
        to: inside,
        kernel: 3,
        stride: stride,
        groups: block.groupWidth.map { inside / $0 } ?? 1
      )
      path = try draft.run(.relu, name + "/relu2", [path])
      path = try draft.convolution(name + "/conv3", path, to: width, kernel: 1, stride: 1)
    } else {
      path = try draft.convolution(name + "/conv1", input, to: width, kernel: 3, stride: stride)
      path = try draft.run(.relu, name + "/relu1", [path])
      path = try draft.convolution(name + "/conv2", path, to: width, kernel: 3, stride: 1)
    }
    var shortcut = input
    if stride > 1 || draft.builder[input].shape[1] != width {
      shortcut = try draft.convolution(
        name + "/shortcut",
        input,
        to: width,
        kernel: 1,
        stride: stride
      )
    }
    let sum = try draft.run(.add, name + "/add", [path, shortcut])
    return try draft.run(.relu, name + "/relu", [sum])
  }
}
