import Devices
import Documents
import Formats
import Graphs
import Quantities
import Testing

@Suite struct DeviceFileTests {
  @Test func deviceIsRead() throws {
    let device = try Samples.readDevice()
    #expect(device.name == "phone")
    #expect(device.memoryBandwidth?.perMicrosecond == 34_100)
    #expect(
      device.pools.values == [
        MemoryPool(name: "cpu", capacity: Bytes(1 << 31), alignment: Bytes(64)),
        MemoryPool(name: "gpu", capacity: Bytes(1 << 29)),
        MemoryPool(name: "dsp", capacity: Bytes(3 << 19)),
      ]
    )
    let gpu = device.processors[Index(1)]
    #expect(gpu.kind == .gpu)
    #expect(gpu.performance.launch == Nanoseconds(12_500))
    #expect(
      gpu.performance.rate(of: .directConvolution, in: .float16)?.perMicrosecond == 120_000
    )
    #expect(device.processors[Index(0)].performance.activePower == 2_500)
    #expect(
      device.processors[Index(0)].performance.rate(of: .elementwise, in: .float32)?
        .perMicrosecond == 1_500
    )
    #expect(device.links.values.map(\.latency) == [Nanoseconds(120_000), Nanoseconds(60_000)])
  }

  @Test func packingIsReadAndWritten() throws {
    let packing = "packing: {bandwidth: 7 GB/s, strided: 0.64, group: 0.5 us, results: 2 Gop/s}"
    let text = Samples.device.replacing(
      "    launch: ",
      with: "    kernels: {\(packing)}\n    launch: "
    )
    let device = try Samples.readDevice(text)
    let rule = try #require(device.processors[Index(0)].performance.kernels.packing)
    #expect(rule.bandwidth.perMicrosecond == 7_000)
    #expect(rule.strided == 640)
    #expect(rule.group == Nanoseconds(500))
    #expect(rule.results?.perMicrosecond == 2_000)
    #expect(try Samples.readDevice(JSONWriter.text(DeviceFile.json(device))) == device)
    #expect(throws: InputProblems.self) {
      try Samples.readDevice(text.replacing("bandwidth: 7 GB/s, ", with: ""))
    }
  }

  @Test func storageIsReadAndWritten() throws {
    let storage =
      "storage: {thin-speed: 0.04, tile: 8, joins: in-place, integers-as: fp16, "
      + "runs: host-to-host}"
    let text = Samples.device.replacing(
      "    launch: ",
      with: "    kernels: {\(storage)}\n    launch: "
    )
    let device = try Samples.readDevice(text)
    let rule = device.processors[Index(0)].performance.kernels.storage
    let expected = KernelRules.Storage(
      thinSpeed: 40,
      tile: 8,
      runsHostToHost: true,
      joinsInPlace: true,
      integersAs: .float16
    )
    #expect(rule == expected)
    #expect(try Samples.readDevice(JSONWriter.text(DeviceFile.json(device))) == device)
    #expect(throws: InputProblems.self) {
      try Samples.readDevice(text.replacing("in-place", with: "somewhere"))
    }
  }

  @Test func coresAreReadAndWritten() throws {
    func text(_ cores: String) -> String {
      Samples.device.replacing("    kind: cpu\n", with: "    kind: cpu\n    cores: \(cores)\n")
    }
    let device = try Samples.readDevice(
      text("[{count: 1, clock: 2.84 GHz}, {count: 3, clock: 2420 MHz}]")
    )
    let cpu = device.processors[Index(0)]
    #expect(cpu.cores.map(\.count) == [1, 3])
    #expect(cpu.cores.map(\.megahertz) == [2_840, 2_420])
    #expect(cpu.coreCount == 4)
    #expect(try Samples.readDevice(JSONWriter.text(DeviceFile.json(device))) == device)
    for wrong in [
      "[{count: 0, clock: 1 GHz}]", "[{count: 1}]", "[{count: 1, clock: 0 GHz}]",
      "[{count: 1, clock: 1 W}]", "[{count: 40, clock: 1 GHz}, {count: 40, clock: 1 GHz}]", "4",
    ] {
      #expect(throws: InputProblems.self) { try Samples.readDevice(text(wrong)) }
    }
    let accelerator = Samples.device.replacing(
      "    kind: gpu\n",
      with: "    kind: gpu\n    cores: [{count: 1, clock: 1 GHz}]\n"
    )
    #expect(throws: InputProblems.self) { try Samples.readDevice(accelerator) }
  }

  @Test func writtenDeviceIsReadBack() throws {
    let device = try Samples.readDevice()
    let text = JSONWriter.text(DeviceFile.json(device))
    #expect(try Samples.readDevice(text) == device)
  }

  @Test(arguments: [
    (
      "14 GB/s", "14 GB",
      "15:16: 'bandwidth' has the unknown unit 'GB'; "
        + "the units are MB/s, kB/s, GB/s"
    ),
    ("14 GB/s", "14", "15:16: 'bandwidth' must be a bandwidth such as '14 GB/s', not an integer"),
    ("14 GB/s", "fast", "15:16: 'bandwidth' is 'fast', not a bandwidth such as '14 GB/s'"),
    ("14 GB/s", "0.5 kB/s", "15:16: 'bandwidth' is '0.5 kB/s', not a whole number of MB/s"),
    ("14 GB/s", "0 GB/s", "15:16: 'bandwidth' is zero"),
    (
      "12.5 us", "2 h",
      "25:13: 'launch' has the unknown unit 'h'; the units are ns, us, µs, ms, s"
    ),
    ("12.5 us", "4000 s", "25:13: 'launch' is more than an hour"),
    ("2 GiB", "9999999 GiB", "7:19: 'capacity' is more than 281474976710656 bytes"),
    (
      "kind: gpu", "kind: tpu",
      "21:11: 'kind' is 'tpu', not one of cpu, gpu, dsp, npu; did you mean 'cpu'?"
    ),
    ("pool: gpu", "pool: gpuu", "22:11: unknown pool 'gpuu'; did you mean 'gpu'?"),
    (
      "direct-convolution: 120", "direct-convolutoin: 120",
      "27:14: a kernel class is 'direct-convolutoin', not one of "
    ),
    ("fp16:", "fp16x:", "27:7: an element type is 'fp16x', not one of "),
    (
      "active-power", "activ-power",
      "17:5: unknown key 'activ-power' in processor 'cpu'; did you mean 'active-power'?"
    ),
    ("kind: cpu", "kind: gpu", "1:1: no processor of kind 'cpu'"),
    (
      "from: gpu, to: cpu", "from: cpu, to: gpu",
      "1:1: two links lead from 'cpu' to 'gpu'"
    ),
    ("from: gpu, to: cpu", "from: gpu, to: gpu", "1:1: a link leads from pool 'gpu' to itself"),
    ("alignment: 64 B", "alignment: 0 B", "7:37: 'alignment' is zero"),
  ])
  func faultsHavePlaces(passage: String, other: String, message: String) {
    let problems = #expect(throws: InputProblems.self) {
      try Samples.readDevice(Samples.device.replacing(once: passage, with: other))
    }
    let first = problems?.description.split(separator: "\n").first.map(String.init) ?? ""
    #expect(first.hasPrefix("d:" + message), "\(first)")
  }

  @Test func unknownBackendsAreReported() throws {
    let document = try YAMLReader.read(Array(Samples.device.utf8), file: "d")
    let problems = #expect(throws: InputProblems.self) {
      try DeviceFile.read(document) { _ in nil }
    }
    #expect(problems?.problems.count == 3)
    #expect(
      problems?.problems.first?.description
        == "d:14:14: unknown backend 'anything'; "
        + "give the name of a bundled backend or the path of a backend file"
    )
  }
}

@Suite struct ConditionFileTests {
  private static let condition = """
    format: pitfall.condition/1
    name: hot
    meaning: The GPU is hot.
    slowdowns: {gpu: [1.2, 1.855], cpu: 2}
    jitter: [0.95, 1.1]
    bandwidth: 0.5
    reserved-memory: 300 MiB
    """

  private func read(_ text: String) throws(InputProblems) -> Condition {
    try ConditionFile.read(try YAMLReader.read(Array(text.utf8), file: "c"))
  }

  @Test func conditionIsRead() throws {
    let condition = try read(Self.condition)
    #expect(condition.slowdowns.map(\.processor) == ["gpu", "cpu"])
    #expect(condition.slowdowns.map(\.factor.lowest) == [1_200, 2_000])
    #expect(condition.slowdowns.map(\.factor.highest) == [1_855, 2_000])
    #expect(condition.jitter == Condition.Factor(lowest: 950, highest: 1_100))
    #expect(condition.bandwidth == Condition.Factor(lowest: 500, highest: 500))
    #expect(condition.reservedMemory == Bytes(300 << 20))
  }

  @Test func writtenConditionIsReadBack() throws {
    let condition = try read(Self.condition)
    #expect(try read(JSONWriter.text(ConditionFile.json(condition))) == condition)
  }

  @Test(arguments: [
    (
      "bandwidth: 0.5", "bandwidth: half",
      "6:12: 'bandwidth' must be a factor such as 1.5, not a text"
    ),
    (
      "bandwidth: 0.5", "bandwidth: 0.5001",
      "6:12: 'bandwidth' is not a factor with at most three decimals"
    ),
    (
      "bandwidth: 0.5", "bandwidth: 0",
      "6:12: 'bandwidth' is not a rising range inside 0.001 and 1000"
    ),
    (
      "bandwidth: 0.5", "bandwidth: 1e999",
      "6:12: 'bandwidth' is not a factor with at most three decimals"
    ),
    ("[0.95, 1.1]", "[1.1, 0.95]", "5:9: 'jitter' is not a rising range inside 0.001 and 1000"),
    ("[0.95, 1.1]", "[1]", "5:9: 'jitter' has 1 bounds, not 2"),
    (
      "slowdowns:", "slowdown:",
      "4:1: unknown key 'slowdown' in a condition; did you mean 'slowdowns'?"
    ),
  ])
  func faultsHavePlaces(passage: String, other: String, message: String) {
    let problems = #expect(throws: InputProblems.self) {
      try read(Self.condition.replacing(once: passage, with: other))
    }
    #expect(problems?.description == "c:" + message)
  }
}
