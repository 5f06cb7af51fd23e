/// Test results as JUnit XML, as CI systems read it.
struct JUnitDocument {
  /// A group of tests.
  struct Suite {
    let name: String
    let tests: [Test]
  }

  /// A test.
  struct Test {
    /// How it ended.
    enum Outcome: Hashable {
      case passed
      case failed(kind: String, message: String, details: String)
      /// Not known, so that nobody takes it for a pass.
      case unknown(kind: String, message: String, details: String)
      case skipped(message: String)
    }

    let group: String
    let name: String
    let outcome: Outcome
  }

  let suites: [Suite]

  /// The document.
  var xml: String {
    var markup = Markup()
    let all = suites.flatMap(\.tests)
    markup.element("testsuites", Self.counts("pitfall", all)) { root in
      root.lineBreak()
      for suite in suites {
        root.element("testsuite", Self.counts(suite.name, suite.tests)) { element in
          element.lineBreak()
          for test in suite.tests { Self.write(test, to: &element) }
        }
        root.lineBreak()
      }
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + markup.text + "\n"
  }

  private static func counts(_ name: String, _ tests: [Test])
    -> KeyValuePairs<String, String>
  {
    var (failures, errors, skipped) = (0, 0, 0)
    for test in tests {
      switch test.outcome {
      case .passed: break
      case .failed: failures += 1
      case .unknown: errors += 1
      case .skipped: skipped += 1
      }
    }
    return [
      "name": name, "tests": "\(tests.count)", "failures": "\(failures)", "errors": "\(errors)",
      "skipped": "\(skipped)",
    ]
  }

  private static func write(_ test: Test, to suite: inout Markup) {
    suite.element("testcase", ["classname": test.group, "name": test.name]) { element in
      switch test.outcome {
      case .passed: break
      case .failed(let kind, let message, let details):
        element.element("failure", ["type": kind, "message": message], text: details)
      case .unknown(let kind, let message, let details):
        element.element("error", ["type": kind, "message": message], text: details)
      case .skipped(let message): element.element("skipped", ["message": message])
      }
    }
    suite.lineBreak()
  }
}
