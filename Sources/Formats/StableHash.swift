/// The hash FNV-1a of 64 bits (Fowler, Noll, Vo), the same on every machine and toolchain.
package enum StableHash {
  /// The hash of bytes.
  package static func value(of bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The hash in sixteen hexadecimal digits.
  package static func digits(of bytes: some Sequence<UInt8>) -> String {
    let digits = String(value(of: bytes), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
