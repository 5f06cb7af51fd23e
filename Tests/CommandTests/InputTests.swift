import Foundation
import Testing

/// Bad input ends in one clear message and status 65; nothing traps, nothing runs away.
@Suite struct InputTests {
  private static let graph = Tool.corpus.path + "/graphs/chain.graph.json"
  private static let device = Tool.corpus.path + "/devices/pair.yaml"

  /// Verifies a plan file for the chain on the pair.
  private func verify(_ path: String) throws -> Tool.Outcome {
    try Tool.run("verify", path, "--model", Self.graph, "--device", Self.device)
  }

  private func expectBadData(_ run: Tool.Outcome, _ what: String) {
    #expect(run.status == 65, "\(what): \(run.complaint)")
    #expect(run.output.isEmpty, "\(what)")
    #expect(!run.complaint.isEmpty, "\(what)")
    #expect(run.complaint.utf8.count < 20_000, "\(what)")
  }

  @Test func truncatedPlansAreRefused() throws {
    let folder = try Folder()
    let plan = try Data(contentsOf: URL(fileURLWithPath: Tool.good("chain-halves")))
    for length in stride(from: 0, to: plan.count - 1, by: 50) {
      let path = try folder.write("cut.json", plan.prefix(length))
      let run = try verify(path)
      expectBadData(run, "first \(length) bytes")
      #expect(run.complaint.hasPrefix("\(path):"), "\(run.complaint)")
    }
  }

  @Test func truncatedGraphsAndDevicesAreRefused() throws {
    let folder = try Folder()
    for (file, option) in [(Self.graph, "--model"), (Self.device, "--device")] {
      let content = try Data(contentsOf: URL(fileURLWithPath: file))
      for length in stride(from: 0, to: content.count - 60, by: 200) {
        let name = "cut." + (file as NSString).pathExtension
        let path = try folder.write(name, content.prefix(length))
        let run = try Tool.run("verify", Tool.good("chain-serial"), option, path)
        expectBadData(run, "first \(length) bytes of \(file)")
      }
    }
  }

  @Test func foldersAndOddFilesAreRefused() throws {
    let folder = try Folder()
    let empty = try folder.write("empty.json", "")
    expectBadData(try verify(empty), "empty")
    expectBadData(try verify(folder.url.path), "folder")
    expectBadData(try verify("/dev/zero"), "device file")
    expectBadData(try verify(try folder.write("n.json", "null")), "null")
    expectBadData(try verify(try folder.write("l.json", "[]")), "list")
    expectBadData(try verify(try folder.write("b.json", Data([0xFF, 0xFE, 0x00]))), "bytes")
    let other = try folder.write("o.json", #"{"format":"pitfall.plan/9","steps":[]}"#)
    expectBadData(try verify(other), "another format")
    let run = try Tool.run("verify", Tool.good("chain-serial"), "--model", folder.url.path)
    expectBadData(run, "folder as a model")
  }

  @Test func deepAndLongDocumentsAreRefused() throws {
    let folder = try Folder()
    let depth = 200_000
    let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    expectBadData(try verify(try folder.write("deep.json", deep)), "deep JSON")
    let yaml = try folder.write("deep.yaml", String(repeating: "[", count: depth))
    expectBadData(
      try Tool.run("verify", Tool.good("chain-serial"), "--device", yaml),
      "deep YAML"
    )
    let laughs = try folder.write("laughs.yaml", Self.billionLaughs)
    expectBadData(
      try Tool.run("verify", Tool.good("chain-serial"), "--device", laughs),
      "aliases"
    )
  }

  private static var billionLaughs: String {
    let levels = (1..<30)
      .map { level in
        "l\(level): &l\(level) ["
          + Array(repeating: "*l\(level - 1)", count: 9).joined(separator: ",") + "]"
      }
    return (["l0: &l0 lol"] + levels).joined(separator: "\n") + "\n"
  }

  @Test(arguments: [
    (#""start": 15,"#, #""start": -1,"#), (#""end": 32"#, #""end": 9223372036854775807"#),
    (#""end": 32"#, #""end": 1e400"#), (#""end": 32"#, #""end": 15"#),
    (#""axis": "height""#, #""axis": "depth""#), (#""axis": "height""#, #""axis": 4"#),
    (#""explicit""#, #""sometimes""#), (#""id": "halo-up""#, #""id": "halo-down""#),
    (#""from": "cpu""#, #""from": "gpu""#), (#""processor": "gpu""#, #""processor": "tpu""#),
    (#"["conv1-bottom", "x-to-gpu"]"#, #"["conv1-bottom"]"#),
    (#"["conv1-bottom", "x-to-gpu"]"#, #"["conv1-bottom", "x-to-cpu"]"#),
    (#""steps": ["#, #""steps": [], "steps": ["#), (#""copy": "x""#, #""copy": "z""#),
    (#""copy": "x","#, #""copy": "x", "operator": "conv1","#),
    (#""format": "pitfall.plan/1""#, #""format": "pitfall.graph/1""#),
    (#""synchronization""#, #""synchronisation""#),
  ])
  func faultsOfFormAreNamedWithTheirPlace(_ passage: String, _ fault: String) throws {
    let folder = try Folder()
    let plan = try String(contentsOfFile: Tool.good("chain-halves"), encoding: .utf8)
    let range = try #require(plan.range(of: passage))
    let path = try folder.write("p.json", plan.replacingCharacters(in: range, with: fault))
    let run = try verify(path)
    expectBadData(run, fault)
    let pattern = #/p\.json:\d+:\d+: /#
    #expect(run.complaint.firstMatch(of: pattern) != nil, "\(run.complaint)")
  }

  @Test(arguments: [
    (#""shape": [1, 8, 32, 32]"#, #""shape": [1, 8, 4000000000, 4000000000]"#),
    (#""shape": [1, 8, 32, 32]"#, #""shape": [1, 8, -1, 32]"#),
    (#""shape": [1, 8, 32, 32]"#, #""shape": [1, 8, 31, 32]"#),
    (#""name": "b""#, #""name": "a""#), (#""inputs": ["a"]"#, #""inputs": ["c"]"#),
    (#""inputs": ["a"]"#, #""inputs": ["nowhere"]"#),
    (#""outputs": ["b"]"#, #""outputs": ["a"]"#), (#""outputs": ["b"]"#, #""outputs": []"#),
    (#""name": "relu""#, #""name": "conv1""#), (#""group": 1"#, #""group": 0"#),
    (#""strides": [1, 1]"#, #""strides": [0, 1]"#),
    (#""pads": [1, 1, 1, 1]"#, #""pads": [1, 9223372036854775807, 1, 1]"#),
  ])
  func faultsOfGraphsAreRefused(_ passage: String, _ fault: String) throws {
    let folder = try Folder()
    let graph = try String(contentsOfFile: Self.graph, encoding: .utf8)
    let range = try #require(graph.range(of: passage))
    let path = try folder.write("g.json", graph.replacingCharacters(in: range, with: fault))
    let run = try Tool.run("verify", Tool.good("chain-serial"), "--model", path)
    expectBadData(run, fault)
    #expect(run.complaint.contains("g.json"), "\(run.complaint)")
  }

  @Test(arguments: [
    ("capacity: 8 MiB", "capacity: much"), ("capacity: 8 MiB", "capacity: 8 mib"),
    ("kind: gpu", "kind: gpus"), ("backend: any", "backend: nobody"), ("pool: gpu", "pool: vram"),
    ("launch: 10 us", "lunch: 10 us"), ("10 GMAC/s", "0 GMAC/s"), ("from: cpu", "from: gpu"),
    ("kind: cpu", "kind: npu"), ("name: pair", "name: [pair]"),
    ("latency: 60 us", "latency: 99999 s"),
  ])
  func faultsOfDevicesAreRefused(_ passage: String, _ fault: String) throws {
    let folder = try Folder()
    let device = try String(contentsOfFile: Self.device, encoding: .utf8)
    let range = try #require(device.range(of: passage))
    let path = try folder.write("d.yaml", device.replacingCharacters(in: range, with: fault))
    let run = try Tool.run("verify", Tool.good("chain-serial"), "--device", path)
    expectBadData(run, fault)
    #expect(run.complaint.firstMatch(of: #/d\.yaml:\d+:\d+: /#) != nil, "\(run.complaint)")
  }

  @Test func deadlockEndsTheSimulation() throws {
    let run = try Tool.run("simulate", Tool.broken("ordering-cycle-of-three-queues"))
    expectBadData(run, "deadlock")
    #expect(run.complaint.contains("deadlock"))
    #expect(run.complaint.contains("pitfall verify"))
  }

  @Test func missingModelOrDeviceIsSaid() throws {
    let folder = try Folder()
    let plan = #"{"format":"pitfall.plan/1","synchronization":"implicit","steps":[]}"#
    let run = try Tool.run("verify", try folder.write("p.json", plan))
    expectBadData(run, "neither model nor device")
    #expect(run.complaint.contains("--model"))
  }

  @Test func emptyPlanIsRefutedNotRefused() throws {
    let folder = try Folder()
    let plan = #"{"format":"pitfall.plan/1","synchronization":"implicit","steps":[]}"#
    let run = try verify(try folder.write("p.json", plan))
    #expect(run.status == 1, "\(run.everything)")
    #expect(run.prose.contains("nothing computes 'c'"))
  }
}
