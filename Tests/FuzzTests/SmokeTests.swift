import Foundation
import FuzzTargets
import Testing

/// Every target over its seeds, former crashes and changed seeds, each in a process of its own.
@Suite struct SmokeTests {
  /// A run that traps ends its process only; the last line of its log names the input.
  @Test(arguments: FuzzTarget.all.map(\.name))
  func nothingTraps(_ name: String) async throws {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent]
    ) { [name] in
      let target = try #require(FuzzTarget.named(name))
      let smoke = try FuzzFolder.smoke(target)
      try #require(smoke.accepted + smoke.refused >= target.mutations)
      try #require(smoke.accepted > 0, "no input of \(name) is accepted")
    }
    guard let result, result.exitStatus != .exitCode(EXIT_SUCCESS) else { return }
    let log = String(decoding: result.standardErrorContent, as: UTF8.self)
    Issue.record("\(name) traps: \(log.suffix(2_000))")
  }

  @Test func theCanaryFails() async {
    await #expect(processExitsWith: .failure) {
      _ = Smoke(.canary, seeds: [], crashes: [FuzzTarget.canaryMagic], words: []) { _, _ in }
    }
  }

  @Test func theCanaryLivesOtherwise() throws {
    #expect(FuzzTarget.canary.run([]) == .accepted)
    let smoke = try FuzzFolder.smoke(.canary)
    #expect(smoke.accepted + smoke.refused > FuzzTarget.canary.mutations)
  }

  @Test func smokeTwiceIsTheSame() throws {
    let first = try FuzzFolder.smoke(.rule)
    #expect(first == (try FuzzFolder.smoke(.rule)))
    #expect(first.accepted > 0 && first.refused > 0)
  }

  @Test func everySeedIsUseful() throws {
    for target in FuzzTarget.all {
      let outcomes = try FuzzFolder.inputs(in: "Seeds/" + target.name).map { target.run($0) }
      let accepted = outcomes.count { $0 == .accepted }
      #expect(2 * accepted >= outcomes.count, "\(target.name): \(outcomes)")
    }
  }
}
