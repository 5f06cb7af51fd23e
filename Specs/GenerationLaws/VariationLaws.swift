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
}
