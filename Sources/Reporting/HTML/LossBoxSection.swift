import Checking
import Documents
import Quantities

/// The box in which a loss persists.
struct LossBoxSection {
  let box: LossBox

  var section: Page.Section {
    let most = box.sides.map(\.examinedRange.upperBound).max() ?? 1_000
    let bars = RangeBars(
      scale: ChartScale(most + most / 50),
      rows: box.sides.map { side in
        RangeBars.Row(
          name: escaped(side.name, limit: 40),
          words: "\(CaseWording.factor(side.lossRange.lowerBound)) to "
            + "\(CaseWording.factor(side.lossRange.upperBound)) times "
            + escaped(side.value, limit: 40),
          from: side.lossRange.lowerBound,
          to: side.lossRange.upperBound,
          behind: side.examinedRange
        )
      },
      mark: (1_000, "this case")
    )
    return Page.Section(
      id: "box",
      title: "Where the loss persists",
      introduction: escaped(box.ground, limit: 400).capitalisedFirst,
      blocks: [
        .drawing(bars.svg),
        .legend(
          "Signs in the bars",
          [
            Swatch.filled("whole").item("the loss persists"),
            Swatch.filled("behind").item("examined"), Swatch.line("limit").item("the case's value"),
          ]
        ),
      ]
    )
  }
}
