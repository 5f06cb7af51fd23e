import Documents
import Testing

/// Amounts in thousandths as decimal numbers.
@Suite struct ThousandthsTests {
  @Test(
    arguments: [
      (0, "0.000", "0.00"), (4, "0.004", "0.00"), (5, "0.005", "0.01"), (995, "0.995", "1.00"),
      (1_550, "1.550", "1.55"), (1_555, "1.555", "1.56"),
      (.max, "18446744073709551.615", "18446744073709551.62"),
    ] as [(UInt64, String, String)]
  )
  func areWritten(_ amount: UInt64, _ exact: String, _ rounded: String) {
    #expect(Thousandths.exact(amount) == exact)
    #expect(Thousandths.rounded(amount) == rounded)
  }
}
