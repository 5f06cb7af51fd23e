import Foundation

/// The time that this process has computed, which other processes do not lengthen.
enum ProcessorTime {
  /// On all its threads, in seconds.
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
