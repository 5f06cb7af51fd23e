import Quantities

/// Predicts with one linear function for each family of loops, as μLayer does.
///
/// The relation of features and time is taken to be linear, so that the steps of work groups,
/// other kernels for other sizes and caches are not seen. CoDL measured less than 10 % of such
/// predictions to be accurate (MobiSys 2022, section 3.3).
struct LinearPredictor: LatencyPredictor {
  /// What time is taken to be linear in.
  enum Features: String, CaseIterable, Sendable {
    /// The multiply-accumulates, and nothing but them: time is work over a speed.
    case operations
    /// The input's elements and the output channels times the squared ratio of kernel and stride:
    /// what CoDL's published code uses for its re-implementation of μLayer.
    case extents
    /// Operations and the elements of the matrices that a convolution becomes, with errors counted
    /// in proportion, and functions of their own for kernel and stride: Pipe-it's descriptors.
    case descriptors
  }

  /// Loops that have a function of their own.
  private struct Class: Hashable {
    let family: LoopNest.Family
    let kernel: Int
    let stride: Int
  }

  private let features: Features
  private let fits: [Class: LinearFit]

  /// Fits the functions.
  init(_ measurements: Measurements, in features: Features) {
    self.features = features
    var groups: [Class: [(row: [Double], time: Double)]] = [:]
    for (nest, time) in measurements.samples {
      groups[Self.group(of: nest, features), default: []]
        .append((Self.values(features, of: nest), time))
    }
    fits = groups.mapValues { samples in
      LinearFit(
        samples.map(\.row),
        to: samples.map(\.time),
        features == .descriptors ? .relative : .absolute,
        hasConstant: features != .operations
      )
    }
  }

  func duration(of nest: LoopNest) -> Nanoseconds? {
    fits[Self.group(of: nest, features)]
      .map { Measurements.exact($0(Self.values(features, of: nest))) }
  }

  private static func group(of nest: LoopNest, _ features: Features) -> Class {
    guard features == .descriptors, nest.family == .convolution else {
      return Class(family: nest.family, kernel: 0, stride: 0)
    }
    let extent = max(nest.kernelHeight, nest.kernelWidth)
    let kernel = [1, 3, 5, 7].first { extent <= $0 } ?? 9
    return Class(family: .convolution, kernel: kernel, stride: min(nest.stride, 2))
  }

  private static func values(_ features: Features, of nest: LoopNest) -> [Double] {
    switch features {
    case .operations: return [Double(nest.operations)]
    case .extents:
      let ratio = Double(nest.window) / Double(nest.stride * nest.stride)
      let input = nest.inputHeight * nest.inputWidth * nest.inputChannels
      return [Double(input), ratio * Double(nest.outputChannels)]
    case .descriptors:
      let depth = nest.window * (nest.hasChannelLoop ? nest.inputChannels : 1)
      return [
        Double(nest.operations), Double(nest.outputHeight * nest.outputWidth * depth),
        Double(nest.outputElements), Double(depth * nest.outputChannels),
      ]
    }
  }
}
