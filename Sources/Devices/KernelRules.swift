public import Graphs
public import Quantities

/// How a runtime's kernels cut convolutions into work: what they compute besides an operator's own
/// products.
///
/// Without any rule an operator costs its products over the speed of its loop. Each rule is a fact
/// about a runtime's kernels or a figure of the hardware, none about a model. The forms are those
/// of CoDL (MobiSys 2022, doi 10.1145/3498361.3538932, equation 3 and its published code).
public struct KernelRules: Hashable, Sendable {
  /// Winograd's convolution of 3×3 and stride 1: square tiles of outputs, each with its transforms.
  public struct Winograd: Hashable, Sendable {
    /// The extent of a tile where height or width is at most `threshold`.
    public let smallTile: Int
    /// The extent of a tile of larger outputs.
    public let largeTile: Int
    /// The extents above which both height and width must be for large tiles.
    public let threshold: Int
    /// The bytes of transformed inputs and outputs that are made per unit of time.
    public let transforms: Rate?

    /// Makes the rule.
    public init(smallTile: Int, largeTile: Int, threshold: Int, transforms: Rate?) {
      self.smallTile = smallTile
      self.largeTile = largeTile
      self.threshold = threshold
      self.transforms = transforms
    }
  }

  /// How a GPU's work items cover an output.
  public struct WorkGroups: Hashable, Sendable {
    /// Compute units, each of which runs one warp at a time.
    public let units: Int
    /// Work items that run in step.
    public let warp: Int
    /// The neighbouring columns that one work item computes, by the kernel's extent: 1, 3, other.
    public let widthBlocks: [Int]

    /// Makes the rule.
    public init(units: Int, warp: Int, widthBlocks: [Int]) {
      self.units = units
      self.warp = warp
      self.widthBlocks = widthBlocks
    }

    /// The neighbouring columns that one work item computes.
    public func widthBlock(forKernel extent: Int) -> Int {
      let position = extent == 1 ? 0 : extent == 3 ? 1 : 2
      return widthBlocks.indices.contains(position) ? widthBlocks[position] : 1
    }
  }

  /// A cache that holds the filters of one block of output channels, and what it costs when they
  /// crowd out the rest.
  public struct Cache: Hashable, Sendable {
    /// What fits.
    public let size: Bytes
    /// The thousandths by which products take longer for filters of the cache's own size.
    public let loss: UInt64

    /// Makes the rule.
    public init(size: Bytes, loss: UInt64) {
      self.size = size
      self.loss = loss
    }
  }

  /// How convolutions become matrix products: the window of each output position is packed into a
  /// matrix first, and each group is a product of its own, as MLAS and other im2col kernels do.
  public struct Packing: Hashable, Sendable {
    /// The bytes of packed windows that are made per unit of time.
    public let bandwidth: Rate
    /// The speed of packing windows with strides, which are gathered, in thousandths.
    public let strided: UInt64
    /// The fixed time of the product of one group.
    public let group: Nanoseconds
    /// The results of products over channels that are stored per unit of time, after the products;
    /// nil where that overlaps with them.
    public let results: Rate?

    /// Makes the rule.
    public init(
      bandwidth: Rate,
      strided: UInt64 = 1_000,
      group: Nanoseconds = .zero,
      results: Rate? = nil
    ) {
      self.bandwidth = bandwidth
      self.strided = strided
      self.group = group
      self.results = results
    }
  }

  /// How tensors lie in a processor's memory, and what follows for work without products.
  public struct Storage: Hashable, Sendable {
    /// The speed of elementwise work on inputs of the model of at most `thinChannels` channels, in
    /// thousandths of that of others: images come channel by channel for each pixel, and an NPU
    /// computes 32 channels at once.
    public let thinSpeed: UInt64
    /// The rows and columns that 1×1 and depthwise convolutions are computed in at once; a last,
    /// smaller tile costs as much. Hexagon stores tiles of 8×8×32 bytes (the layouts
    /// `nhwc-8h8w32c` and `nhwc-8h2w32c2w` of Apache TVM's Hexagon backend).
    public let tile: Int
    /// Whether a measured run of a model goes from its inputs at the host to its outputs there, in
    /// integers where it computes in integers.
    public let runsHostToHost: Bool
    /// Whether what is joined in floating point is written where the joined tensor lies, so that
    /// joining costs nothing. Integers of different scales have to be written anew.
    public let joinsInPlace: Bool
    /// The type in which integers are stored and computed, where there are no kernels for them.
    public let integersAs: ElementType?

    /// Makes the rule; the default is that nothing follows.
    public init(
      thinSpeed: UInt64 = 1_000,
      tile: Int = 1,
      runsHostToHost: Bool = false,
      joinsInPlace: Bool = false,
      integersAs: ElementType? = nil
    ) {
      self.thinSpeed = thinSpeed
      self.tile = tile
      self.runsHostToHost = runsHostToHost
      self.joinsInPlace = joinsInPlace
      self.integersAs = integersAs
    }

    /// The channels up to which a tensor is thin: those of an image.
    public static let thinChannels = 4
  }

  /// Channels are computed in groups of so many; a last, smaller group costs as much.
  ///
  /// Direct convolution on other processors than GPUs computes what is left over one channel at a
  /// time, and each costs as much as a group (MACE's loops for Arm).
  public let channelBlock: Int
  /// How 3×3 convolutions of stride 1 are transformed; nil where they are computed directly, or
  /// on a CPU at their own speed.
  public let winograd: Winograd?
  /// How work items cover an output; nil for other processors.
  public let workGroups: WorkGroups?
  /// The partial sums that direct convolution adds up in memory per unit of time; nil where they
  /// stay in registers.
  public let accumulation: Rate?
  /// The speed of kernels beyond 3×3 in thousandths of that of direct convolution.
  public let wideSpeed: UInt64
  /// The launch of operators without products in thousandths of that of others.
  public let lightLaunch: UInt64
  /// The launch of operators without products and of products of a single row, where they leave at
  /// most `smallOutput` bytes or work in place, in thousandths of what it would be.
  public let smallLaunch: UInt64
  /// The speed of grouped convolutions in thousandths of that of others, depthwise ones excepted.
  public let groupedSpeed: UInt64
  /// The cache that filters crowd, where it counts.
  public let cache: Cache?
  /// The bytes of weights that a product of one row by a matrix streams per unit of time; nil where
  /// they come at the processor's bandwidth.
  public let weightBandwidth: Rate?
  /// How convolutions without Winograd's transform become matrix products; nil where windows are
  /// read in place.
  public let packing: Packing?
  /// How tensors lie in memory.
  public let storage: Storage

  /// Makes rules; the default is none.
  public init(
    channelBlock: Int = 1,
    winograd: Winograd? = nil,
    workGroups: WorkGroups? = nil,
    accumulation: Rate? = nil,
    wideSpeed: UInt64 = 1_000,
    lightLaunch: UInt64 = 1_000,
    smallLaunch: UInt64 = 1_000,
    groupedSpeed: UInt64 = 1_000,
    cache: Cache? = nil,
    weightBandwidth: Rate? = nil,
    packing: Packing? = nil,
    storage: Storage = Storage()
  ) {
    self.channelBlock = channelBlock
    self.winograd = winograd
    self.workGroups = workGroups
    self.accumulation = accumulation
    self.wideSpeed = wideSpeed
    self.lightLaunch = lightLaunch
    self.smallLaunch = smallLaunch
    self.groupedSpeed = groupedSpeed
    self.cache = cache
    self.weightBandwidth = weightBandwidth
    self.packing = packing
    self.storage = storage
  }

  /// The bytes up to which an output is small.
  public static let smallOutput = Bytes(16_384)

  /// Nothing besides an operator's own products.
  public static let none = KernelRules()
}

extension KernelRules {
  /// The rules with other speeds.
  package func withRates(_ other: (Rate) -> Rate) -> KernelRules {
    KernelRules(
      channelBlock: channelBlock,
      winograd: winograd.map {
        Winograd(
          smallTile: $0.smallTile,
          largeTile: $0.largeTile,
          threshold: $0.threshold,
          transforms: $0.transforms.map(other)
        )
      },
      workGroups: workGroups,
      accumulation: accumulation.map(other),
      wideSpeed: wideSpeed,
      lightLaunch: lightLaunch,
      smallLaunch: smallLaunch,
      groupedSpeed: groupedSpeed,
      cache: cache,
      weightBandwidth: weightBandwidth.map(other),
      packing: packing.map {
        Packing(
          bandwidth: other($0.bandwidth),
          strided: $0.strided,
          group: $0.group,
          results: $0.results.map(other)
        )
      },
      storage: storage
    )
  }
}
