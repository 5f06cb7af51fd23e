package import Devices
import Graphs
import Quantities

/// A figure of a device that a calibration may change: a speed, a bandwidth, a fixed time.
///
/// Every figure is positive and is changed by a factor, so that a fit works with logarithms.
package struct Figure: Hashable, Sendable {
  /// What the figure is of.
  package enum Owner: Hashable, Sendable {
    case processor(String)
    case link(from: String, to: String)
  }

  /// Which figure it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// All speeds of a processor together, with its transforms and accumulation.
    case speed
    /// The speed of direct convolution.
    case direct
    /// The speed of the products in Winograd's convolution.
    case winograd
    /// The speed of 1×1 convolution.
    case pointwise
    /// The speed of depthwise convolution.
    case depthwise
    /// The speed of matrix products.
    case matrix
    /// The speed of everything without products.
    case simple
    case accumulation
    case transforms
    case wide
    /// The speed of grouped convolutions, as a share of that of others.
    case grouped
    /// The launch of operators without products, as a share of that of others.
    case light
    /// The launch of what leaves little, as a share of what it would be.
    case small
    /// The speed of elementwise work on images, as a share of that of others.
    case thin
    case loss
    case weights
    /// The speed of packing windows into matrices.
    case packing
    /// The speed of packing windows with strides.
    case strided
    /// The fixed time of the product of one group.
    case group
    /// The speed of storing results of products over channels.
    case results
    case bandwidth
    case launch
    case latency
    case synchronization

    /// Whether a link has it.
    var isOfLinks: Bool { self == .bandwidth || self == .latency || self == .synchronization }
    /// Whether a processor has it.
    var isOfProcessors: Bool { self != .latency && self != .synchronization }

    /// How far, as a factor, the figure plausibly lies from the one that the device file gives.
    var plausibleFactor: Double {
      switch self {
      case .speed: 8
      case .bandwidth, .latency, .synchronization, .weights, .launch, .strided: 3
      case .packing, .group, .results: 10
      case .direct, .winograd, .pointwise, .depthwise, .matrix, .simple, .accumulation,
        .transforms, .wide, .grouped, .light, .small, .thin, .loss:
        2
      }
    }
  }

  /// What it is of.
  package let owner: Owner
  /// Which one it is.
  package let kind: Kind

  /// Makes a figure.
  package init(_ owner: Owner, _ kind: Kind) {
    self.owner = owner
    self.kind = kind
  }

  /// Reads `cpu.speed` or `gpu>cpu.synchronization`; nil for anything else.
  package init?(_ text: String) {
    guard let point = text.lastIndex(of: "."),
      let kind = Kind(rawValue: String(text[text.index(after: point)...]))
    else { return nil }
    let owner = text[..<point]
    let ends = owner.split(separator: ">", omittingEmptySubsequences: false).map { String($0) }
    guard !owner.isEmpty, ends.allSatisfy({ !$0.isEmpty }) else { return nil }
    switch ends.count {
    case 1 where kind.isOfProcessors: self.init(.processor(ends[0]), kind)
    case 2 where kind.isOfLinks: self.init(.link(from: ends[0], to: ends[1]), kind)
    default: return nil
    }
  }

  /// Whether a device has the figure.
  package func exists(in device: Device) -> Bool { value(in: device) != nil }
}

extension Figure: CustomStringConvertible {
  package var description: String {
    switch owner {
    case .processor(let name): "\(name).\(kind.rawValue)"
    case .link(let source, let target): "\(source)>\(target).\(kind.rawValue)"
    }
  }
}
