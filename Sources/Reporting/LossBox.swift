package import Formats

/// A box of devices, conditions and sizes around a case, in which the loss persists.
package struct LossBox: Hashable, Sendable {
  /// One quantity, as multiples of its value in the case.
  package struct Side: Hashable, Sendable {
    /// The quantity, such as `bandwidth cpu→gpu`.
    package let name: String
    /// Its value in the case, in words; empty where it is not known.
    package let value: String
    /// From where to where the loss persists, in thousandths of the case's value.
    package let lossRange: ClosedRange<UInt64>
    /// From where to where it was examined, in thousandths of the case's value.
    package let examinedRange: ClosedRange<UInt64>

    /// Takes a side; the range of the loss lies in the examined one.
    package init(
      name: String,
      value: String,
      lossRange: ClosedRange<UInt64>,
      examinedRange: ClosedRange<UInt64>
    ) {
      self.name = name
      self.value = value
      self.lossRange = lossRange
      self.examinedRange = examinedRange
    }
  }

  /// The sides, in the order in which they are shown.
  package let sides: [Side]
  /// What is known of the points of the box, in a sentence: sampled, or proved.
  package let ground: String

  /// Takes a box.
  package init(sides: [Side], ground: String) {
    self.sides = sides
    self.ground = ground
  }
}

extension LossBox {
  /// The box that a case's file has.
  package init(_ box: CaseBox) {
    self.init(
      sides: box.sides.map { side in
        Side(
          name: side.figure,
          value: "",
          lossRange: side.lossRange,
          examinedRange: box.examinedRange
        )
      },
      ground: "Each figure was moved by itself, the others staying, and the strategy asked again; "
        + "what lies between was sampled."
    )
  }
}
