public import Graphs
public import Quantities

/// An exact amount per time: operations or bytes per microsecond.
public struct Rate: Hashable, Sendable {
  /// The amount per microsecond, at least one.
  public let perMicrosecond: UInt64

  /// Makes a rate; nil for a rate of zero.
  public init?(perMicrosecond: UInt64) {
    guard perMicrosecond > 0 else { return nil }
    self.perMicrosecond = perMicrosecond
  }

  /// The time that an amount takes, rounded up, never above `Limits.duration`.
  public func duration<Unit>(for amount: Quantity<Unit>) -> Nanoseconds {
    if amount == .zero { return .zero }
    let time = amount.scaled(by: 1_000, over: perMicrosecond)
    return min(Nanoseconds(time?.amount ?? .max), Limits.duration)
  }
}

/// The loops that a processor runs, each with a speed of its own.
public enum KernelClass: String, Hashable, Sendable, CaseIterable {
  case directConvolution = "direct-convolution"
  case winogradConvolution = "winograd-convolution"
  case pointwiseConvolution = "pointwise-convolution"
  case depthwiseConvolution = "depthwise-convolution"
  case matrixProduct = "matrix-product"
  case pooling
  case elementwise
  case normalization
  case reduction
  case rearrangement
}

/// How fast a processor is.
public struct Performance: Hashable, Sendable {
  /// A speed for one kind of loop in one element type.
  public struct Speed: Hashable, Sendable {
    public let precision: ElementType
    public let kernel: KernelClass
    /// Operations per microsecond.
    public let rate: Rate

    /// Makes a speed.
    public init(precision: ElementType, kernel: KernelClass, rate: Rate) {
      self.precision = precision
      self.kernel = kernel
      self.rate = rate
    }
  }

  /// The speeds, in the order of the device file.
  public let speeds: [Speed]
  /// Bytes that the processor alone reads and writes per microsecond.
  public let bandwidth: Rate
  /// The fixed time of starting an operator.
  public let launch: Nanoseconds
  /// How the runtime's kernels cut convolutions into work.
  public let kernels: KernelRules
  /// Power while it computes and while it idles, in milliwatts.
  public let activePower: UInt64
  public let idlePower: UInt64

  /// Makes a performance description.
  public init(
    speeds: [Speed],
    bandwidth: Rate,
    launch: Nanoseconds,
    kernels: KernelRules = .none,
    activePower: UInt64 = 0,
    idlePower: UInt64 = 0
  ) {
    self.speeds = speeds
    self.bandwidth = bandwidth
    self.launch = launch
    self.kernels = kernels
    self.activePower = activePower
    self.idlePower = idlePower
  }

  /// The speed of a loop, where the processor has one for that element type.
  public func rate(of kernel: KernelClass, in precision: ElementType) -> Rate? {
    speeds.first { $0.kernel == kernel && $0.precision == precision }?.rate
  }
}
