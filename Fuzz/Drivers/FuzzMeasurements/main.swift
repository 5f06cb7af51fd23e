import FuzzTargets

@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.measurements.run(UnsafeBufferPointer(start: start, count: count))
  return 0
}
