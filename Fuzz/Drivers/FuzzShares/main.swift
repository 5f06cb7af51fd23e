import FuzzTargets

@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.shares.run(UnsafeBufferPointer(start: start, count: count))
  return 0
}
