import Devices
import Documents
import Formats
import Generation
import Graphs
import Properties
import Quantities
import Randomness
import Testing

/// What varied devices and conditions promise.
@Suite struct VariationLaws {
  private func phone() throws -> Device {
    let files = try #require(BundledFiles.located())
    let library = SpecLibrary(files: files) { bytes, file, named throws(InputProblems) in
      try BackendFile.read(bytes, file: file, named: named)
    }
    return try library.device("snapdragon-855")
  }

  private func check(
    _ name: String,
    _ claim: @escaping @Sendable (Device, Device, Condition) throws -> Void
  ) throws {
    let phone = try phone()
    let property = Property(name) { test in
      let near = try DeviceVariation.draw(near: phone, from: &test)
      let condition = try ConditionVariation.draw(for: near, from: &test)
      try claim(phone, near, condition)
    }
    #expect(Runner(limits: RunLimits(cases: 200)).run(property).failureDescription == nil)
  }

  /// Scaling by one changes nothing; scaling twice as much and back changes no more than rounding
  /// does, so that no figure of a device is forgotten.
  @Test func scalingKeepsWhatItDoesNotScale() throws {
    let phone = try phone()
    for figure in DeviceFigure.all(of: phone) {
      #expect(figure.scaled(phone, by: 1_000) == phone)
      let twice = try #require(figure.scaled(phone, by: 2_000))
      #expect(twice.links.values.map(\.synchronization).reduce(.zero, +) > .zero)
      #expect(figure.scaled(twice, by: 500)?.links == phone.links)
    }
  }

  @Test func theSimplestDeviceIsTheGivenOne() throws {
    let phone = try phone()
    let property = Property("simplest") { test in
      let near = try DeviceVariation.draw(near: phone, from: &test)
      let condition = try ConditionVariation.draw(for: near, from: &test)
      try test.require(near == phone && condition == .calm, "it differs")
    }
    #expect(property.run(from: .replay([])).outcome == .passed)
  }

  @Test func structureStays() throws {
    try check("structure") { phone, near, _ in
      let isSame =
        near.pools == phone.pools
        && near.processors.map(\.name) == phone.processors.map(\.name)
        && near.processors.map(\.backend) == phone.processors.map(\.backend)
        && near.links.map(\.target) == phone.links.map(\.target)
      if !isSame { throw Failure(cause: "structure", message: "another structure") }
    }
  }

  @Test func figuresStayWithinAFactorOfFour() throws {
    try check("figures") { phone, near, _ in
      for (link, given) in zip(near.links.values, phone.links.values) {
        let isNear =
          link.latency.amount <= given.latency.amount * 4
          && link.latency.amount * 4 >= given.latency.amount
          && link.bandwidth.perMicrosecond <= given.bandwidth.perMicrosecond * 4
          && (link.bandwidth.perMicrosecond + 1) * 4 >= given.bandwidth.perMicrosecond
        if !isNear { throw Failure(cause: "far", message: "\(link) is far from \(given)") }
      }
    }
  }

  @Test func memoryServesOneProcessor() throws {
    try check("memory") { _, near, _ in
      let fastest = near.processors.values.map(\.performance.bandwidth.perMicrosecond).max() ?? 0
      guard let memory = near.memoryBandwidth, memory.perMicrosecond < fastest else { return }
      throw Failure(cause: "memory", message: "one processor asks for more than there is")
    }
  }

  @Test func filesHoldThemExactly() throws {
    try check("files") { phone, near, condition in
      let device = try DeviceFile.read(
        try JSONReader.read(JSONWriter.bytes(DeviceFile.json(near)), file: "device")
      ) { (name: String) throws(InputProblems) -> Backend? in
        phone.processors.values.map(\.backend).first { $0.name == name }
      }
      let read = try ConditionFile.read(
        try JSONReader.read(JSONWriter.bytes(ConditionFile.json(condition)), file: "condition")
      )
      let isSame = device == near && read == condition
      if !isSame { throw Failure(cause: "file", message: "it reads as something else") }
    }
  }

  // MARK: Random devices

  private func checkRandom(
    _ name: String,
    cases: Int = 200,
    _ claim: @escaping @Sendable ([Backend], Device, inout TestCase) throws -> Void
  ) throws -> Report {
    let backends = try phone().processors.values.map(\.backend)
    let property = Property(name) { test in
      let device = try RandomDevice.draw(backends: backends, from: &test)
      try claim(backends, device, &test)
    }
    return Runner(seed: Seed(3), limits: RunLimits(cases: cases)).run(property)
  }

  @Test func randomDevicesAreConnectedAndDriven() throws {
    let report = try checkRandom("random") { backends, device, test in
      for index in device.processors.indices {
        let processor = device.processors[index]
        try test.require(device.isConnected(index), "\(processor.name) gets no data")
        let kinds = processor.backend.processors
        try test.require(kinds.isEmpty || kinds.contains(processor.kind), "\(processor.name)")
      }
      let fastest = device.processors.values.map(\.performance.bandwidth.perMicrosecond).max() ?? 0
      try test.require((device.memoryBandwidth?.perMicrosecond ?? 0) >= fastest, "memory is slow")
      let read = try DeviceFile.read(
        try JSONReader.read(JSONWriter.bytes(DeviceFile.json(device)), file: "device")
      ) { (name: String) throws(InputProblems) -> Backend? in
        backends.first { $0.name == name }
      }
      let isSame = read == device
      try test.require(isSame, "its file reads as something else")
    }
    #expect(report.failureDescription == nil)
  }

  /// The interesting regions are reached: few and many processors, shared and own memory.
  @Test(arguments: 0..<4)
  func randomDevicesDiffer(_ region: Int) throws {
    let report = try checkRandom("region \(region)", cases: 60) { _, device, test in
      let isReached: Bool =
        switch region {
        case 0: device.processors.count == 1
        case 1: device.processors.count == 4
        case 2: device.pools.count >= 3
        default: device.pools.count < device.processors.count
        }
      try test.require(!isReached, cause: "found", "found")
    }
    #expect(report.counterexample != nil)
  }

  /// A random backend accepts some operators of generated graphs and refuses others by its rules.
  @Test func randomBackendsRefuseSomething() {
    var accepted = 0
    var missing = 0
    var ruled = 0
    let graphs = Array(GeneratedGraphs(seed: Seed(9)).prefix(40))
    for (number, graph) in graphs.enumerated() {
      let generator = Properties.Generator<Backend> { test in try RandomBackend.draw(from: &test) }
      guard let backend = generator.sample(Seed(UInt64(number))) else { continue }
      for index in graph.operators.indices {
        let refusals = backend.support.refusals(of: index, in: graph)
        if refusals.isEmpty { accepted += 1 }
        if refusals.contains(where: { $0.rule == "operator-kind" }) { missing += 1 }
        if refusals.contains(where: { $0.rule == "random" }) { ruled += 1 }
      }
    }
    #expect(accepted > 100 && missing > 20 && ruled > 20, "\(accepted) \(missing) \(ruled)")
  }
}
