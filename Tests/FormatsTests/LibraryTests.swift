import Devices
import Documents
import Formats
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
}
