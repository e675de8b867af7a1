import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// SIGTERM and SIGINT as something to wait for, instead of the end of the process.
///
/// Made once, early: from then on neither signal ends the process, and writing to a closed pipe or socket gives an
/// error in place of SIGPIPE.
public final class ShutdownSignals {
    private let signals: AsyncStream<Int32>
    private let sources: [any DispatchSourceSignal]

    public init() {
        signal(SIGPIPE, SIG_IGN)
        let (signals, continuation) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.signals = signals
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
    }

    /// Returns the name of the first signal, such as `SIGTERM`. After that a second SIGINT ends the process, for whoever
    /// will not wait. Call it once.
    public func first() async -> String {
        var iterator = signals.makeAsyncIterator()
        let number = await iterator.next()
        signal(SIGINT, SIG_DFL)
        return number == SIGINT ? "SIGINT" : "SIGTERM"
    }
}
