/// One way into the product that bytes from outside can take.
///
/// A run ends with an outcome or traps; a trap is a defect. Besides the traps of the product
/// itself these are the preconditions here: what was accepted is written, read again, and must be
/// the same. That only typed errors are thrown is shown by the compiler.
package struct FuzzTarget: Sendable {
  /// What became of an input.
  package enum Outcome: Hashable, Sendable {
    /// It was read, and all that was asked of it was answered.
    case accepted
    /// It was refused with an error that describes itself.
    case refused
  }

  /// The name, which is also that of the folders with its seeds and crashes.
  package let name: String
  /// The product of the driver that libFuzzer calls.
  package let driver: String
  /// The ending of seeds, without a point.
  package let ending: String
  /// How many changed seeds the smoke test tries.
  package let mutations: Int
  private let body: @Sendable ([UInt8]) -> Outcome

  init(
    _ name: String,
    driver: String,
    ending: String,
    mutations: Int = 300,
    _ body: @escaping @Sendable ([UInt8]) -> Outcome
  ) {
    self.name = name
    self.driver = driver
    self.ending = ending
    self.mutations = mutations
    self.body = body
  }

  /// Tries one input.
  @discardableResult
  package func run(_ bytes: [UInt8]) -> Outcome { body(bytes) }

  /// Tries one input as libFuzzer hands it over.
  package func run(_ bytes: UnsafeBufferPointer<UInt8>) { run(Array(bytes)) }
}

/// Ends an input that was refused; its message is made, because that may trap too.
func refused(_ error: some Error & CustomStringConvertible) -> FuzzTarget.Outcome {
  precondition(!error.description.isEmpty, "an error without a message")
  return .refused
}
