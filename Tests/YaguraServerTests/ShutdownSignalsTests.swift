import Testing

@testable import YaguraServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

struct ShutdownSignalsTests {
    @Test func writingToAClosedPipeIsAnError() {
        _ = ShutdownSignals()
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        #expect(write(ends[1], "x", 1) == -1)
        #expect(errno == EPIPE)
        close(ends[1])
    }
}
