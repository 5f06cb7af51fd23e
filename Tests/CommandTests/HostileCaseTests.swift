import Documents
import Foundation
import Testing

/// A case in which every field that takes text holds a hostile one, in every format.
@Suite struct HostileCaseTests {
  private static let hostile =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\"\u{301} onload=\"x\" ]]>&amp;"
    + "{{{style}}}\u{202E}\u{200F}\u{2028}\u{0}\u{1B}[31m`|*[a](http://b)@c #1 =1+1\\N\n../../x"
    + String(repeating: "x", count: 10_000)

  /// Texts with a meaning that the reader checks.
  private static let meant = [
    "format", "property", "kind", "role", "type", "axis", "synchronization", "precision", "seed",
    "choices", "backend", "element",
  ]
  /// Objects whose keys are names.
  private static let named = ["processors", "pools", "slowdowns"]
  /// Other texts that only people read.
  private static let free = [
    "cause", "message", "name", "meaning", "summary", "strategy", "family", "shrinking", "version",
    "best", "sources", "device", "figure", "against", "command", "model",
  ]

  /// All names that one place defines and another uses.
  private static func names(in value: JSONValue, under key: String = "") -> Set<String> {
    switch value {
    case .object(let members):
      let own = Self.named.contains(key) ? members.map(\.key) : []
      return members.reduce(into: Set(own)) { names, member in
        if ["name", "id"].contains(member.key), case .text(let text) = member.value {
          names.insert(text)
        }
        names.formUnion(Self.names(in: member.value, under: member.key))
      }
    case .list(let items):
      return items.reduce(into: []) { $0.formUnion(names(in: $1, under: key)) }
    default: return []
    }
  }

  private static func made(_ value: JSONValue, _ names: Set<String>, _ key: String = "")
    -> JSONValue
  {
    switch value {
    case .object(let members):
      return .object(
        members.map { member in
          JSONValue.Member(
            named.contains(key) ? member.key + hostile : member.key,
            made(member.value, names, member.key)
          )
        }
      )
    case .list(let items): return .list(items.map { made($0, names, key) })
    case .text(let text) where !meant.contains(key) && (names.contains(text) || free.contains(key)):
      return .text(text + hostile)
    default: return value
    }
  }

  private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return scalar != "\n" && scalar != "\r"
      && [.control, .format, .lineSeparator, .paragraphSeparator].contains(category)
  }

  private func expectHarmless(_ data: Data, _ what: String, limit: Int) {
    let text = String(decoding: data, as: UTF8.self)
    let found = text.unicodeScalars.first(where: Self.isDangerous)
    #expect(found == nil, "\(what): U+\(String(found?.value ?? 0, radix: 16))")
    #expect(!text.isEmpty && text.utf8.count < limit, "\(what): \(text.utf8.count) bytes")
  }

  /// A folder in which a hunt has stored a case, and the case.
  private func foundCase() throws -> (folder: Folder, value: JSONValue) {
    let folder = try Folder()
    let hunt = try Tool.run(
      "fuzz",
      "--strategy",
      "heft",
      "--first",
      "--runs",
      "64",
      "--shrink-runs",
      "40",
      "--corpus",
      "found",
      in: folder
    )
    #expect(hunt.status == 1, "\(hunt.complaint)")
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.path("found")).sorted()
    let name = try #require(found.first)
    let value = try Schema.value(of: try folder.data("found/" + name), name)
    return (folder, value)
  }

  private func hostileCase() throws -> Folder {
    let (folder, value) = try foundCase()
    let text = JSONWriter.text(Self.made(value, Self.names(in: value)))
    try folder.write("cases/hostile.json", text)
    return folder
  }

  @Test func everyFormatIsHarmless() throws {
    let folder = try hostileCase()
    for format in ["html", "markdown", "json", "csv", "sarif", "junit", "trace", "dot", "svg"] {
      let run = try Tool.run("report", "cases/hostile.json", "--format", format, in: folder)
      #expect(run.status == 0, "\(format): \(run.complaint.prefix(400))")
      // JSON has whole names, for programs; everything else is for people.
      expectHarmless(run.output, format, limit: format == "json" ? 8_000_000 : 400_000)
      if format == "html" {
        for part in ["<script", "<img", " onerror=\"", " onload=\""] {
          #expect(!run.text.contains(part), "\(part)")
        }
      }
    }
    for format in ["html", "markdown", "json", "csv", "sarif", "junit"] {
      let run = try Tool.run("report", "cases", "--format", format, in: folder)
      #expect(run.status == 0, "\(format): \(run.complaint.prefix(400))")
      expectHarmless(run.output, "folder as \(format)", limit: 400_000)
      #expect(format != "html" || !run.text.contains("<script"))
    }
    for command in ["verify", "simulate", "repair", "improve"] {
      let run = try Tool.run(command, "cases/hostile.json", in: folder)
      #expect([0, 1, 2].contains(run.status), "\(command): \(run.complaint.prefix(400))")
      expectHarmless(run.output + run.errors, command, limit: 100_000)
    }
  }

  private static func claiming(
    _ value: JSONValue,
    times: (plan: String, best: String),
    factors: (least: String, most: String)
  ) -> JSONValue {
    guard case .object(let members) = value else { return value }
    let (least, most) = (JSONValue.decimal(factors.least), JSONValue.decimal(factors.most))
    let claims: [String: JSONValue] = [
      "numbers": .object([
        "plan_us": .decimal(times.plan), "best_us": .decimal(times.best), "best": "cpu",
      ]),
      "box": .object([
        "examined": [least, most],
        "sides": [
          .object(["figure": "cpu duration", "from": least, "to": most]),
          .object(["figure": "gpu duration", "from": least, "to": least]),
        ],
      ]),
    ]
    return .object(members.map { JSONValue.Member($0.key, claims[$0.key] ?? $0.value) })
  }

  /// The greatest loss and the widest box that a file can claim; greater ones are refused.
  @Test func everyNumberIsHarmless() throws {
    let (folder, value) = try foundCase()
    let largest = Self.claiming(
      value,
      times: ("1152921504606846.975", "0.001"),
      factors: ("0", "1000")
    )
    try folder.write("cases/hostile.json", JSONWriter.text(largest))
    for format in ["html", "markdown", "json", "csv", "sarif", "junit", "svg"] {
      let run = try Tool.run("report", "cases/hostile.json", "--format", format, in: folder)
      #expect(run.status == 0, "\(format): \(run.complaint.prefix(400))")
    }
    for format in ["html", "markdown", "json", "csv", "sarif", "junit"] {
      let arguments = ["report", "cases", "--baseline", "found", "--format", format]
      let run = try Tool.run(try Tool.executable(), arguments, in: folder)
      #expect(run.status == 0, "folder as \(format): \(run.complaint.prefix(400))")
    }
    let replayed = try Tool.run("replay", "cases", in: folder)
    #expect(replayed.status == 1, "\(replayed.complaint.prefix(400))")
    #expect(replayed.text.contains("1152921504606846.976"), "\(replayed.text)")

    let larger = Self.claiming(
      value,
      times: ("1152921504606846.976", "18446744073709551.615"),
      factors: ("0", "1000.001")
    )
    try folder.write("cases/hostile.json", JSONWriter.text(larger))
    let refused = try Tool.run("replay", "cases", in: folder)
    #expect(refused.status == 65, "\(refused.complaint.prefix(400))")
    for key in ["plan_us", "best_us", "from 0 to 1000"] {
      #expect(refused.complaint.contains(key), "\(refused.complaint)")
    }
  }

  /// A pool's name with slashes and 10,000 letters names no file.
  @Test func queriesAndExportsStayInTheirPlace() throws {
    let folder = try hostileCase()
    let run = try Tool.run("verify", "cases/hostile.json", "--smt2", "queries", in: folder)
    #expect([0, 1].contains(run.status), "\(run.complaint.prefix(400))")
    #expect(try folder.files() == ["cases", "found", "queries"])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("queries"))
    #expect(files.contains { $0.hasPrefix("memory-") })
    for file in files {
      #expect(file.hasSuffix(".smt2") && file.utf8.count < 120, "\(file)")
      expectHarmless(try folder.data("queries/" + file), file, limit: 20_000_000)
    }
    for format in ["--dot", "--saga", "--onnx"] {
      let run = try Tool.run("export", "cases/hostile.json", format, "-o", "out", in: folder)
      #expect(run.status == 0, "\(format): \(run.complaint.prefix(400))")
      if format == "--dot" { expectHarmless(try folder.data("out"), format, limit: 400_000) }
    }
    let inspected = try Tool.run("inspect", "out", in: folder)
    #expect(inspected.status == 0 || inspected.complaint.contains("out"))
  }
}
