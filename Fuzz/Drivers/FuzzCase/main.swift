import FuzzTargets

@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.case.run(UnsafeBufferPointer(start: start, count: count))
  return 0
}
