import Documents

/// How far each figure of a case may move before nothing is lost any more, as the case's file has
/// it.
package struct CaseBox: Hashable, Sendable {
  /// The range of one figure, the others staying.
  package struct Side: Hashable, Sendable {
    /// What moves, such as `gpu duration`.
    package let figure: String
    /// From where to where the loss was seen, in thousandths of what the case has.
    package let lossRange: ClosedRange<UInt64>

    /// Makes a side.
    package init(figure: String, lossRange: ClosedRange<UInt64>) {
      self.figure = figure
      self.lossRange = lossRange
    }
  }

  /// From where to where it was looked for, in thousandths of what the case has.
  package let examinedRange: ClosedRange<UInt64>
  /// The sides.
  package let sides: [Side]

  /// Makes a box.
  package init(_ sides: [Side], examinedRange: ClosedRange<UInt64>) {
    self.sides = sides
    self.examinedRange = examinedRange
  }
}

extension CaseBox {
  private static let keys = ["examined", "sides"]
  private static let sideKeys = ["figure", "from", "to"]

  /// The JSON form; factors are decimal numbers.
  var json: JSONValue {
    .object([
      "examined": .list(
        [Self.decimal(examinedRange.lowerBound)]
          + [Self.decimal(examinedRange.upperBound)]
      ),
      "sides": .list(
        sides.map { side in
          .object([
            "figure": .text(side.figure),
            "from": Self.decimal(side.lossRange.lowerBound),
            "to": Self.decimal(side.lossRange.upperBound),
          ])
        }
      ),
    ])
  }

  private static func decimal(_ thousandths: UInt64) -> JSONValue {
    .decimal(Thousandths.exact(thousandths))
  }

  /// Reads a box; nil with the problems in the log where it is none.
  init?(_ document: Document, _ log: inout ProblemLog) {
    guard let object = document.object("'box'", keys: Self.keys, &log) else { return nil }
    let examined = (object.list("examined", &log) ?? [])
      .compactMap { Self.thousandths($0, &log) }
    guard examined.count == 2, examined[0] <= examined[1] else {
      log.report(document.place, "'examined' must be two factors, the lesser one first")
      return nil
    }
    let range = examined[0]...examined[1]
    let sides = (object.list("sides", &log) ?? []).compactMap { Self.side($0, in: range, &log) }
    self.init(sides, examinedRange: range)
  }

  private static func side(
    _ document: Document,
    in examinedRange: ClosedRange<UInt64>,
    _ log: inout ProblemLog
  ) -> Side? {
    guard let object = document.object("a side of a box", keys: sideKeys, &log),
      let figure = object.text("figure", &log),
      let from = object.required("from", &log).flatMap({ thousandths($0, &log) }),
      let to = object.required("to", &log).flatMap({ thousandths($0, &log) })
    else { return nil }
    guard from <= to else {
      log.report(document.place, "'from' is greater than 'to'")
      return nil
    }
    guard examinedRange.contains(from), examinedRange.contains(to) else {
      log.report(document.place, "the side lies outside of what was examined")
      return nil
    }
    return Side(figure: figure, lossRange: from...to)
  }

  private static let mostThousandths: UInt64 = 1_000_000

  private static func thousandths(_ document: Document, _ log: inout ProblemLog) -> UInt64? {
    if let amount = document.number?.exactly(times: 1_000), amount <= mostThousandths {
      return amount
    }
    log.report(
      document.place,
      "a factor must be a number from 0 to 1000 with at most three decimals"
    )
    return nil
  }
}
