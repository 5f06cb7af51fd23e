import Devices
import Graphs
import Quantities

/// Makes phones of one to three processors, with pools of unlimited size.
struct DeviceGenerator {
  private var dice: Dice

  init(_ dice: Dice) {
    self.dice = dice
  }

  mutating func make() throws -> (device: Device, backends: [SmallBackend]) {
    let poolCount = dice.pick([1, 2, 2, 2, 3]) ?? 1
    let pools = (0..<poolCount)
      .map { position in
        MemoryPool(
          name: "p\(position)",
          capacity: Bytes(1 << 30),
          alignment: Bytes(dice.pick([1, 1, 4, 16]) ?? 1)
        )
      }
    let count = max(poolCount, dice.roll(1...3))
    let host = dice.happens(percent: 80) ? 0 : dice.roll(0...count - 1)
    var processors: [Processor] = []
    var backends: [SmallBackend] = []
    for position in 0..<count {
      let backend =
        dice.happens(percent: 65) ? .acceptsAll : dice.pick(SmallBackend.allCases) ?? .acceptsAll
      backends.append(position == host ? .acceptsAll : backend)
      let kind: ProcessorKind = position == host ? .cpu : dice.pick([.gpu, .dsp, .cpu]) ?? .gpu
      processors.append(
        Processor(
          name: "q\(position)",
          kind: kind,
          pool: Index(position < poolCount ? position : dice.roll(0...poolCount - 1)),
          backend: try backends[position]
            .make(
              fallback: dice.happens(percent: 70) ? .eachOperator : .wholeModel
            ),
          performance: performance(),
          order: dice.happens(percent: 20) ? .arrival : .listed
        )
      )
    }
    let device = try Device(
      name: "small",
      processors: processors,
      pools: pools,
      links: links(poolCount),
      memoryBandwidth: nil
    )
    return (device, backends)
  }

  private mutating func performance() -> Performance {
    let precisions: [ElementType] = dice.happens(percent: 80) ? [.float32, .float16] : [.float32]
    let speeds = precisions.map {
      Performance.Speed(precision: $0, kernel: .directConvolution, rate: rate(1...40))
    }
    return Performance(
      speeds: speeds,
      bandwidth: rate(10...200),
      launch: Nanoseconds(UInt64(dice.roll(0...3) * 500)),
      activePower: 5,
      idlePower: 1
    )
  }

  private mutating func links(_ poolCount: Int) -> [Link] {
    var links: [Link] = []
    for source in 0..<poolCount {
      for target in 0..<poolCount where source != target && dice.happens(percent: 88) {
        links.append(
          Link(
            source: Index(source),
            target: Index(target),
            latency: Nanoseconds(UInt64(dice.roll(0...4) * 300)),
            bandwidth: rate(10...400)
          )
        )
      }
    }
    return links
  }

  private mutating func rate(_ range: ClosedRange<Int>) -> Rate {
    guard let rate = Rate(perMicrosecond: UInt64(dice.roll(range))) else {
      preconditionFailure("no rate in the range is zero")
    }
    return rate
  }
}

extension Device {
  /// The same phone with other pools.
  func with(pools: [MemoryPool], memoryBandwidth: Rate? = nil) throws -> Device {
    try Device(
      name: name,
      processors: processors.values,
      pools: pools,
      links: links.values,
      memoryBandwidth: memoryBandwidth
    )
  }
}
