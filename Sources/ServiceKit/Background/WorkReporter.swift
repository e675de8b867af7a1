import Logging

/// Where work in the background tells how it goes: nobody waits for an answer that could tell.
public struct WorkReporter: Sendable {
    private let logger: Logger
    private let metrics: CallMetrics

    public init(logger: Logger, metrics: CallMetrics) {
        self.logger = logger
        self.metrics = metrics
    }

    /// Counts what something came to, in `yagura_work_total`.
    /// - Parameters:
    ///   - work: the name of the work
    ///   - outcome: one of few words
    public func count(_ work: String, _ outcome: String) { metrics.recordWork(work, outcome: outcome) }

    /// Logs what an operator should know.
    public func warn(_ message: String, _ details: [String: String]) {
        logger.warning("\(message)", metadata: details.mapValues { .string($0) })
    }

    /// Logs that the work itself failed and will be tried again.
    public func failed(_ work: String, _ error: any Error) {
        logger.error("work in the background failed", metadata: ["work": "\(work)", "error": "\(error)"])
    }
}
