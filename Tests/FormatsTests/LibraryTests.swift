import Devices
import Documents
import Formats
import Foundation
import Quantities
import Testing

@Suite struct LibraryTests {
  @Test func bundledDevicesHaveTheirBackends() throws {
    let files = try #require(BundledFiles.located())
    let library = SpecLibrary(files: files, readBackend: BackendFile.read)
    for name in files.names(of: .devices) {
      let device = try library.device(name)
      for processor in device.processors.values {
        #expect(processor.backend.processors.contains(processor.kind), "\(name) \(processor.name)")
      }
    }
  }

  /// A file that is there and cannot be read is no unknown backend.
  @Test func backendsTooLargeToReadAreTold() throws {
    let library = SpecLibrary(
      files: try #require(BundledFiles.located()),
      readBackend: BackendFile.read
    )
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).yaml"
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: DocumentLimits.yaml.bytes + 1)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fault = #expect(throws: InputProblems.self) { try library.backend(path) }
    #expect(fault?.description.hasPrefix("\(path):1:1: ") == true)
    #expect(try library.backend(path + ".missing") == nil)
  }
}
