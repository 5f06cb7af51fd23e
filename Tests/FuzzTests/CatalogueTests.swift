import FuzzTargets
import Testing

/// Target, driver, seeds, dictionary and manifest belong together.
@Suite struct CatalogueTests {
  private static let everyTarget = FuzzTarget.all + [.canary]

  @Test(arguments: everyTarget.map(\.name))
  func targetIsComplete(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let driver = try FuzzFolder.text("Fuzz/Drivers/\(target.driver)/main.swift")
    #expect(driver.contains("FuzzTarget.\(name).run("))
    let seeds = FuzzFolder.names(in: "Seeds/" + name)
    #expect(!seeds.isEmpty)
    #expect(seeds.allSatisfy { $0.hasSuffix("." + target.ending) }, "\(seeds)")
    #expect(try !FuzzFolder.words(of: target).isEmpty)
    let manifest = try FuzzFolder.text("Package.swift")
    #expect(manifest.contains("\"\(target.driver.dropFirst("Fuzz".count))\""))
    #expect(try FuzzFolder.text("Fuzz/README.md").contains(target.driver))
  }

  @Test func nothingIsLeftOver() {
    let names = Self.everyTarget.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(FuzzFolder.names(in: "Seeds") == names.sorted())
    #expect(FuzzFolder.names(in: "Dictionaries") == names.sorted().map { $0 + ".dict" })
    #expect(FuzzFolder.names(in: "Drivers") == Self.everyTarget.map(\.driver).sorted())
    #expect(FuzzFolder.names(in: "Crashes").allSatisfy { names.contains($0) })
  }
}
