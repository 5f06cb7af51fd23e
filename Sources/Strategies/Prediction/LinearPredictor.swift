import Quantities

/// Predicts with one linear function for each family of loops, as μLayer does.
///
/// The relation of features and time is taken to be linear, so that the steps of work groups,
/// other kernels for other sizes and caches are not seen. CoDL measured less than 10 % of such
/// predictions to be accurate (MobiSys 2022, section 3.3).
struct LinearPredictor: LatencyPredictor {
  /// What time is taken to be linear in.
  enum Features: String, CaseIterable, Sendable {
    /// The multiply-accumulates.
    case operations
    /// The input's elements and the output channels times the squared ratio of kernel and stride:
    /// what CoDL's published code uses for its re-implementation of μLayer.
    case extents
  }

  private let features: Features
  private let fits: [LoopNest.Family: LinearFit]

  /// Fits the functions.
  init(_ measurements: Measurements, in features: Features) {
    self.features = features
    var fits: [LoopNest.Family: LinearFit] = [:]
    for family in LoopNest.Family.allCases {
      let samples = measurements.samples.filter { $0.nest.family == family }
      guard !samples.isEmpty else { continue }
      fits[family] = LinearFit(
        samples.map { Self.values(features, of: $0.nest) },
        to: samples.map(\.time)
      )
    }
    self.fits = fits
  }

  func duration(of nest: LoopNest) -> Nanoseconds? {
    fits[nest.family].map { Measurements.exact($0(Self.values(features, of: nest))) }
  }

  private static func values(_ features: Features, of nest: LoopNest) -> [Double] {
    switch features {
    case .operations: return [Double(nest.operations)]
    case .extents:
      let ratio = Double(nest.window) / Double(nest.stride * nest.stride)
      let input = nest.inputHeight * nest.inputWidth * nest.inputChannels
      return [Double(input), ratio * Double(nest.outputChannels)]
    }
  }
}
