package import Devices
package import Graphs
package import Quantities

/// What a command does: the amounts that a device's figures turn into time.
///
/// It depends on the structure of a device and its kernel rules but on no speed, bandwidth or fixed
/// time, so that a calibration works it out once.
package enum CommandWork: Hashable, Sendable {
  /// A kernel on a processor in a precision, with the bytes that it reads and writes.
  case run(KernelWork, on: Index<Processor>, in: ElementType, Bytes)
  /// A copy of so many bytes.
  case copy(Bytes, over: Index<Link>)
  /// An operator of which nothing is left to run.
  case nothing
}
