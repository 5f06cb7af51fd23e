import Graphs

/// The attributes of square windows, made once because most layers have the same few.
enum WindowAttributes {
  /// Kernels and strides from one to this are kept.
  private static let most = 9

  private static let convolutions = table { made($0, $1, groups: 1) }
  private static let pools = table { madePool($0, $1) }

  /// A convolution that keeps the extents up to its stride.
  static func convolution(kernel: Int, stride: Int, groups: Int) -> Attributes {
    guard groups == 1, let place = place(kernel, stride) else {
      return made(kernel, stride, groups: groups)
    }
    return convolutions[place]
  }

  /// A pool that keeps the extents up to its stride where its kernel is odd.
  static func pool(kernel: Int, stride: Int) -> Attributes {
    place(kernel, stride).map { pools[$0] } ?? madePool(kernel, stride)
  }

  private static func made(_ kernel: Int, _ stride: Int, groups: Int) -> Attributes {
    Attributes([
      ("group", .integer(Int64(groups))), ("kernel_shape", both(kernel)),
      ("pads", border(kernel / 2)), ("strides", both(stride)),
    ])
  }

  private static func madePool(_ kernel: Int, _ stride: Int) -> Attributes {
    Attributes([
      ("kernel_shape", both(kernel)), ("pads", border((kernel - 1) / 2)),
      ("strides", both(stride)),
    ])
  }

  private static func both(_ number: Int) -> Attributes.Value {
    .integers([Int64(number), Int64(number)])
  }

  private static func border(_ width: Int) -> Attributes.Value {
    .integers([Int64](repeating: Int64(width), count: 4))
  }

  private static func place(_ kernel: Int, _ stride: Int) -> Int? {
    let range = 1...most
    guard range.contains(kernel), range.contains(stride) else { return nil }
    return (kernel - 1) * most + stride - 1
  }

  private static func table(_ make: (Int, Int) -> Attributes) -> [Attributes] {
    (1...most).flatMap { kernel in (1...most).map { make(kernel, $0) } }
  }
}
