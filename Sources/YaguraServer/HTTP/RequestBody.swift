import NIOCore

/// A request body on its way to a handler, at most a few reads of it in memory.
struct RequestBody: AsyncSequence, Sendable {
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        [UInt8], any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Demand
    >

    /// Tells the connection when the handler wants more, from whatever thread it runs on.
    struct Demand: NIOAsyncSequenceProducerDelegate {
        let produce: @Sendable () -> Void
        let terminate: @Sendable () -> Void

        func produceMore() { produce() }
        func didTerminate() { terminate() }
    }

    private let chunks: Producer
    private let onFirstUse: @Sendable () -> Void

    /// - Parameter onFirstUse: called when a handler begins to read.
    static func make(demand: Demand, onFirstUse: @escaping @Sendable () -> Void) -> (RequestBody, Producer.Source) {
        let new = Producer.makeSequence(
            backPressureStrategy: .init(lowWatermark: 1, highWatermark: 4), finishOnDeinit: true, delegate: demand)
        return (RequestBody(chunks: new.sequence, onFirstUse: onFirstUse), new.source)
    }

    func makeAsyncIterator() -> Producer.AsyncIterator {
        onFirstUse()
        return chunks.makeAsyncIterator()
    }
}
