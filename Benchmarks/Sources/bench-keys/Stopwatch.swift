#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Rates by the CPU time of this thread, user and kernel, so that other work on the machine counts for little.
/// `openssl speed` goes by user time.
enum Stopwatch {
    /// Calls to `work` a second of CPU time, over `milliseconds` of it.
    static func rate(_ milliseconds: Int, of work: () throws -> Void) throws -> Int {
        let start = nanoseconds()
        var (calls, elapsed) = (0, 0)
        while elapsed < milliseconds * 1_000_000 {
            // The clock is read once for several calls: the shortest takes no longer than a reading.
            for _ in 0..<16 { try work() }
            calls += 16
            elapsed = nanoseconds() - start
        }
        return Int(Double(calls) * 1e9 / Double(elapsed))
    }

    private static func nanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
