import Properties
import Randomness
import Testing

@Suite struct HealthTests {
  @Test func rejectingGeneratorIsReported() {
    let report = check("rejects", forAll: Generator<Int>.integer(in: 0...999)) { _ in }
    #expect(report.outcome == .passed)
    let heavy = Generator<Int>.integer(in: 0...999).filter("rare") { $0 > 995 }
    let heavyReport = check("rejects", forAll: heavy) { _ in }
    guard case .unhealthy(let findings) = heavyReport.outcome else {
      Issue.record("\(heavyReport.outcome)")
      return
    }
    #expect(findings.map(\.check) == [.rejectsTooMuch])
    #expect(heavyReport.stopReason == .unhealthy)
    #expect(heavyReport.failureDescription?.contains("were rejected") == true)
  }

  @Test func acceptedWeaknessIsNotReported() {
    let heavy = Generator<Int>.integer(in: 0...999).filter("rare") { $0 > 900 }
    let runner = Runner(accepting: [.rejectsTooMuch])
    #expect(check("rejects", forAll: heavy, with: runner) { _ in }.outcome == .passed)
  }

  @Test func nothingValidIsNeverAPass() {
    let runner = Runner(accepting: [.rejectsTooMuch])
    let report = check("vacuous", with: runner) { test in try test.reject("always") }
    #expect(report.outcome == .unhealthy([.rejectsTooMuch(rejected: 1_000, cases: 1_000)]))
  }

  @Test func longCasesAreSlow() {
    let report = check("slow") { test in
      for _ in 0..<5_000 {
        _ = try test.boolean()
      }
    }
    #expect(report.outcome == .unhealthy([.tooSlow(choices: 250_000, cases: 50)]))
  }

  @Test func unboundedRecursionIsTooLarge() {
    let report = check("large") { test in
      while true {
        if try test.index(below: 1_000_000) == 1 { return }
      }
    }
    guard case .unhealthy(let findings) = report.outcome else {
      Issue.record("\(report.outcome)")
      return
    }
    #expect(findings.map(\.check).contains(.tooLarge))
  }
}
