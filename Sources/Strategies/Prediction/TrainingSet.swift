import Graphs
import Quantities

/// The operators that a predictor is fitted to.
struct TrainingSet: Sendable {
  /// Where their sizes come from.
  enum Sizes: Sendable {
    /// A grid for each family of loops, as CoDL profiles one once for each phone (MobiSys 2022,
    /// section 5.3); the grid is our own.
    case grid
    /// The whole operators of networks; of families that they lack, the grid's.
    case networks
  }

  /// All operators, none reading from another.
  let graph: Graph
  /// The loops of each operator.
  let nests: Table<Operator, LoopNest>

  /// Operators above this are left out, as too slow to be profiled many times.
  private static let operationLimit = 4_000_000_000
  private static let extents = [7, 28, 104]
  /// A second extent of which Winograd's algorithm makes small tiles.
  private static let smallTiles = 14
  private static let channels = [16, 96, 512]

  private static let inSingle = TrainingSet(making: .float32, .grid)
  private static let inHalf = TrainingSet(making: .float16, .grid)
  private static let inBytes = TrainingSet(making: .uint8, .grid)
  private static let networksInSingle = TrainingSet(making: .float32, .networks)

  /// The operators in an element type; those of the usual types are made once.
  init(of type: ElementType, _ sizes: Sizes) {
    switch (sizes, type) {
    case (.grid, .float32): self = Self.inSingle
    case (.grid, .float16): self = Self.inHalf
    case (.grid, .uint8): self = Self.inBytes
    case (.networks, .float32): self = Self.networksInSingle
    default: self.init(making: type, sizes)
    }
  }

  private init(making type: ElementType, _ sizes: Sizes) {
    var draft = Draft(type)
    var nests: [LoopNest] = []
    for nest in Self.nests(sizes) where (try? draft.add(nest)) != nil {
      nests.append(nest)
    }
    guard let graph = try? draft.builder.finish(outputs: []) else {
      preconditionFailure("training operators have distinct names and do not depend on each other")
    }
    self.graph = graph
    self.nests = Table(nests)
  }

  private static func nests(_ sizes: Sizes) -> [LoopNest] {
    let grid = grid().filter { $0.operations <= operationLimit }
    guard sizes == .networks else { return grid }
    let networks = NetworkOperators.nests
    let families = Set(networks.map(\.family))
    return networks + grid.filter { !families.contains($0.family) }
  }

  private static func grid() -> [LoopNest] {
    var result: [LoopNest] = []
    for extent in extents {
      for output in channels {
        for (kernel, stride) in [1, 3, 5, 7, 9].flatMap({ [($0, 1), ($0, 2)] }) {
          for input in channels {
            result.append(
              nest(.convolution, input, output, extent, extent, kernel: kernel, stride)
            )
          }
        }
        for stride in [1, 2] {
          for kernel in [3, 5] {
            result.append(
              nest(.depthwiseConvolution, 1, output, extent, extent, kernel: kernel, stride)
            )
          }
          for kernel in [2, 3] {
            result.append(nest(.pooling, output, output, extent, extent, kernel: kernel, stride))
          }
        }
        for input in channels {
          result.append(
            nest(.transposedConvolution, input, output, extent, extent, kernel: 2, 1)
          )
        }
        result.append(nest(.elementwise, output, output, extent, extent, kernel: 1, 1))
        result.append(nest(.normalization, output, output, extent, extent, kernel: 1, 1))
      }
    }
    for output in channels {
      for input in channels {
        result.append(
          nest(.convolution, input, output, smallTiles, smallTiles, kernel: 3, 1)
        )
      }
    }
    for rows in [1, 128] {
      for input in [512, 1_024, 4_096, 25_088] {
        for output in [128, 1_000, 4_096] {
          result.append(nest(.matrixProduct, input, output, rows, 1, kernel: 1, 1))
        }
      }
    }
    return result
  }

  private static func nest(
    _ family: LoopNest.Family,
    _ inputChannels: Int,
    _ outputChannels: Int,
    _ height: Int,
    _ width: Int,
    kernel: Int,
    _ stride: Int
  ) -> LoopNest {
    LoopNest(
      family: family,
      inputChannels: inputChannels,
      outputChannels: outputChannels,
      outputHeight: height,
      outputWidth: width,
      kernelHeight: kernel,
      kernelWidth: kernel,
      stride: stride
    )
  }
}

/// A graph of unconnected operators in the making.
private struct Draft {
  var builder = GraphBuilder(name: "training")
  private let type: ElementType
  private var count = 0

  init(_ type: ElementType) {
    self.type = type
  }

  mutating func add(_ nest: LoopNest) throws {
    let name = "t\(count)"
    let outputs = [nest.outputChannels, nest.outputHeight, nest.outputWidth]
    var extents = [1, nest.inputChannels, nest.inputHeight, nest.inputWidth]
    var weights: [[Int]] = []
    var attributes: [(name: String, value: Attributes.Value)] = []
    let kind: OperatorKind
    let strides = Attributes.Value.integers([Int64(nest.stride), Int64(nest.stride)])
    switch nest.family {
    case .convolution:
      kind = .conv
      weights = [[outputs[0], nest.inputChannels, nest.kernelHeight, nest.kernelWidth]]
      attributes = [("strides", strides)]
    case .depthwiseConvolution:
      kind = .conv
      extents[1] = outputs[0]
      weights = [[outputs[0], 1, nest.kernelHeight, nest.kernelWidth]]
      attributes = [("strides", strides), ("group", .integer(Int64(outputs[0])))]
    case .transposedConvolution:
      kind = .convTranspose
      extents[2] = nest.outputHeight - nest.kernelHeight + 1
      extents[3] = nest.outputWidth - nest.kernelWidth + 1
      weights = [[nest.inputChannels, outputs[0], nest.kernelHeight, nest.kernelWidth]]
    case .matrixProduct:
      kind = .gemm
      extents = [nest.outputHeight, nest.inputChannels]
      weights = [[nest.inputChannels, outputs[0]]]
    case .pooling:
      kind = .maxPool
      let window = [Int64(nest.kernelHeight), Int64(nest.kernelWidth)]
      attributes = [("strides", strides), ("kernel_shape", .integers(window))]
    case .elementwise: kind = .relu
    case .normalization:
      kind = .batchNormalization
      weights = Array(repeating: [outputs[0]], count: 4)
    }
    let shape = kind == .gemm ? [nest.outputHeight, outputs[0]] : [1] + outputs
    var inputs = [try builder.add(tensor(name + ".in", extents, .input))]
    for (position, weight) in weights.enumerated() {
      inputs.append(try builder.add(tensor("\(name).w\(position)", weight, .weight)))
    }
    let output = try builder.add(tensor(name + ".out", shape, .activation))
    try builder.add(
      Operator(
        name: name,
        kind: kind,
        attributes: Attributes(attributes),
        inputs: inputs,
        outputs: [output]
      )
    )
    count += 1
  }

  private func tensor(_ name: String, _ extents: [Int], _ role: Tensor.Role) throws -> Tensor {
    Tensor(name: name, type: TensorType(type, try Shape(extents)), role: role)
  }
}
