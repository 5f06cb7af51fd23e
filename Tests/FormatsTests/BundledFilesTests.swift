import Devices
import Documents
import Formats
import Foundation
import Graphs
import Quantities
import Testing

@Suite struct BundledFilesTests {
  private let files: BundledFiles

  init() throws {
    files = try #require(BundledFiles.located())
  }

  private func device(_ name: String) throws -> Device {
    let path = try #require(files.path(of: name, among: .devices))
    return try DeviceFile.read(try FileReading.document(at: path)) {
      Backend(name: $0, support: .everything)
    }
  }

  @Test func devicesAreRead() throws {
    let names = files.names(of: .devices)
    for wanted in ["kirin-990", "snapdragon-855", "snapdragon-865", "snapdragon-888"] {
      #expect(names.contains(wanted))
    }
    for name in names {
      let device = try device(name)
      #expect(device.name == name)
      #expect(device.processors[device.host].name == "cpu", "\(name)")
      #expect(!device.sources.isEmpty, "\(name)")
      for pool in device.pools.indices where pool != device.hostPool {
        #expect(device.link(from: device.hostPool, to: pool) != nil, "\(name)")
        #expect(device.link(from: pool, to: device.hostPool) != nil, "\(name)")
      }
      for processor in device.processors.values {
        let precisions = Set(processor.performance.speeds.map(\.precision))
        #expect(!precisions.isEmpty, "\(name) \(processor.name)")
        for precision in precisions {
          for kernel in KernelClass.allCases where kernel != .winogradConvolution {
            #expect(
              processor.performance.rate(of: kernel, in: precision) != nil,
              "\(name) \(processor.name) \(kernel) \(precision)"
            )
          }
        }
      }
    }
  }

  @Test func conditionsAreRead() throws {
    let names = files.names(of: .conditions)
    #expect(names.contains("calm"))
    for name in names {
      let path = try #require(files.path(of: name, among: .conditions))
      let condition = try ConditionFile.read(try FileReading.document(at: path))
      #expect(condition.name == name)
      #expect(!condition.meaning.isEmpty)
    }
    let calm = try #require(files.path(of: "calm", among: .conditions))
    #expect(try ConditionFile.read(try FileReading.document(at: calm)) == .calm)
  }

  @Test func namesCannotLeaveTheFolder() {
    for name in ["../schemas/plan", "..", ".", "", "/etc/passwd", ".hidden"] {
      #expect(files.path(of: name, among: .devices) == nil)
    }
  }

  @Test func homeIsFoundInOrder() {
    let home = files.home
    let elsewhere = BundledFiles.locate(environment: [:], executable: "/usr/bin/pitfall")
    #expect(elsewhere == files)
    #expect(
      BundledFiles.locate(environment: ["PITFALL_HOME": home], executable: nil)
        == BundledFiles(home: home)
    )
    #expect(BundledFiles.locate(environment: ["PITFALL_HOME": "/nowhere"], executable: nil) == nil)
    #expect(
      BundledFiles.locate(environment: [:], executable: home + "/.build/release/pitfall")
        == BundledFiles(home: home)
    )
  }

  @Test func referencesAreNamesOrPaths() throws {
    let library = SpecLibrary(files: files) { (_, file, _) throws(InputProblems) in
      Backend(name: file, support: .everything)
    }
    #expect(try library.condition("calm") == .calm)
    #expect(
      try library.condition("../conditions/calm.yaml", relativeTo: files.home + "/Specs/devices/x")
        == .calm
    )
    let missing = #expect(throws: InputFault.self) { try library.device("snapdragon-856") }
    #expect(
      missing?.description
        == "snapdragon-856: no such file; did you mean 'snapdragon-855'?"
    )
    #expect(throws: InputFault.self) { try library.device("/dev/null") }
    #expect(throws: InputFault.self) { try library.device("/etc") }
  }

  @Test func filesThatCannotBeRead() {
    #expect(throws: InputFault.missing(path: "/no/such/file")) {
      try FileReading.bytes(at: "/no/such/file")
    }
    for (path, reason) in [("/", "a folder, not a file"), ("/dev/null", "not a regular file")] {
      let fault = #expect(throws: InputFault.self) { try FileReading.bytes(at: path) }
      #expect(fault?.description.hasPrefix("\(path): \(reason); ") == true)
    }
    #expect(FileReading.path("a.onnx", relativeTo: "x/plan.json") == "x/a.onnx")
    #expect(FileReading.path("a.onnx", relativeTo: "plan.json") == "a.onnx")
    #expect(FileReading.path("/a.onnx", relativeTo: "x/plan.json") == "/a.onnx")
    #expect(FileReading.path("m", relativeTo: "p") == "m")
    #expect(FileReading.path("m", relativeTo: "/p") == "/m")
    #expect(FileReading.path("../m", relativeTo: "é/p") == "é/../m")
  }
}
