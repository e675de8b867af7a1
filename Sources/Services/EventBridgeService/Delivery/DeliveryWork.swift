import Essentials
import ServiceKit
import Store

/// Delivers what is due, each destination by itself: one that hangs or fails keeps no other waiting.
///
/// A destination has a task of its own while there is something for it. The records are the queue: what is in flight
/// when a server is killed is still there, and is delivered again.
actor DeliveryWork: BackgroundWork {
    nonisolated let name = "events.delivery"
    private let store: any Store
    private let time: any TimeSource
    private let random: any RandomSource
    private let sender: DeliverySender
    private var lanes: [String: Lane] = [:]
    /// Of calls to other servers, which may hang, and of calls within this one, which do not.
    private let remoteSlots = DeliverySlots(64)
    private let localSlots = DeliverySlots(16)

    private struct Lane {
        /// Whether there is more for the destination since its task last looked.
        var hasNews = true
        var nap: Task<Void, any Error>?
        /// How many deliveries are tried side by side: one where the last round failed.
        var width = 1
    }

    /// Each delivery under way holds its event in memory.
    private static let greatestWidth = 8
    private static let pauseAfterError = TimeSpan.seconds(5)

    init(store: any Store, time: any TimeSource, random: any RandomSource, sender: DeliverySender) {
        self.store = store
        self.time = time
        self.random = random
        self.sender = sender
    }

    func run(_ reporter: WorkReporter) async {
        let (commits, continuation) = AsyncStream.makeStream(of: Set<String>.self)
        let observation = store.observe { changes in
            guard let keys = changes.records[DeliveryRecord.kind] else { return }
            continuation.yield(Set(keys.map(DeliveryRecord.destination)))
        }
        await withDiscardingTaskGroup { group in
            for destination in await waitingDestinations(reporter) { begin(destination, in: &group, reporter) }
            for await destinations in commits {
                for destination in destinations { begin(destination, in: &group, reporter) }
            }
            group.cancelAll()
        }
        withExtendedLifetime(observation) {}
    }

    private func waitingDestinations(_ reporter: WorkReporter) async -> [String] {
        var destinations: [String] = []
        do {
            while let next = try await store.read({ [last = destinations.last] in
                try $0.nextDestination(after: last)
            }) { destinations.append(next) }
        } catch { reporter.failed(name, error) }
        return destinations
    }

    private func begin(_ destination: String, in group: inout DiscardingTaskGroup, _ reporter: WorkReporter) {
        guard lanes[destination] == nil else {
            lanes[destination]?.hasNews = true
            lanes[destination]?.nap?.cancel()
            return
        }
        lanes[destination] = Lane()
        group.addTask { await self.serve(destination, reporter) }
    }

    /// Until there is nothing more for the destination.
    private func serve(_ destination: String, _ reporter: WorkReporter) async {
        while !Task.isCancelled {
            lanes[destination]?.hasNews = false
            do {
                let next = try await deliverDue(to: destination, reporter)
                if let next {
                    await nap(destination, until: next)
                } else if lanes[destination]?.hasNews != true {
                    break
                }
            } catch {
                reporter.failed(name, error)
                await nap(destination, until: time.now() + Self.pauseAfterError)
            }
        }
        lanes[destination] = nil
    }

    private func nap(_ destination: String, until next: Timestamp) async {
        guard next > time.now(), lanes[destination]?.hasNews == false else { return }
        let nap = Task { [time] in try await time.sleep(until: next) }
        lanes[destination]?.nap = nap
        await withTaskCancellationHandler {
            _ = await nap.result
        } onCancel: {
            nap.cancel()
        }
        lanes[destination]?.nap = nil
    }

    /// One round: the deliveries that are due, side by side. Answers when the next is due; nil where there is none.
    private func deliverDue(to destination: String, _ reporter: WorkReporter) async throws -> Timestamp? {
        let width = lanes[destination]?.width ?? 1
        let waiting = try await store.read { try $0.deliveries(to: destination, limit: width) }
        guard let first = waiting.first else { return nil }
        let now = time.now()
        guard first.due <= now else { return first.due }
        let slots = destination.contains(":api-destination/") ? remoteSlots : localSlots
        let results = await Self.attempt(waiting.filter { $0.due <= now }, sender, slots)
        // What was cut off may not have arrived: it stays, and is delivered again.
        guard !Task.isCancelled else { return nil }
        let settlements = try settlements(of: results)
        let isFine = settlements.allSatisfy { $0.again == nil && $0.deadLetter == nil }
        lanes[destination]?.width = isFine ? min(width * 2, Self.greatestWidth) : 1
        try await settle(settlements, reporter)
        // A destination that is called often enough lets all that is for it wait, not only what was about to be sent.
        return time.now() + (settlements.compactMap(\.wait).max() ?? .milliseconds(0))
    }

    /// Leaves out what was cut off before its turn.
    private static func attempt(
        _ deliveries: [DeliveryRecord], _ sender: DeliverySender, _ slots: DeliverySlots
    ) async -> [DeliveryResult] {
        await withTaskGroup(of: DeliveryResult?.self) { group in
            for delivery in deliveries {
                group.addTask {
                    let outcome = await slots.run { await sender.send(delivery) }
                    return outcome.map { DeliveryResult(delivery: delivery, outcome: $0) }
                }
            }
            var results: [DeliveryResult] = []
            for await case let result? in group { results.append(result) }
            return results
        }
    }

    private func settlements(of results: [DeliveryResult]) throws -> [DeliveryResult.Settlement] {
        let now = time.now()
        return try results.map { result in
            let key = RuleRecord.key(result.delivery.bus, result.delivery.rule)
            let rule = try store.get(RuleRecord.self, key)?.record
            let bus = try store.get(EventBusRecord.self, EventBusRecord.key(result.delivery.bus))?.record
            return result.settlement(
                rule?.targets.first { $0.id == result.delivery.target }, of: bus, at: now,
                chance: random.bytes(1)[0])
        }
    }

    private func settle(_ settlements: [DeliveryResult.Settlement], _ reporter: WorkReporter) async throws {
        for settlement in settlements {
            if let failure = settlement.deadLetter, await !sender.sendDeadLetter(failure) {
                report(loss: failure, reporter)
            }
        }
        try await store.write { transaction in
            for settlement in settlements where settlement.wait == nil {
                if let again = settlement.again {
                    try transaction.put(again)
                } else {
                    try transaction.delete(DeliveryRecord.self, settlement.key)
                }
            }
        }
        for settlement in settlements { reporter.count(name, settlement.outcome) }
    }

    private func report(loss failure: DeadLetter, _ reporter: WorkReporter) {
        reporter.count(name, "lost")
        reporter.warn(
            "an event could not be delivered and is lost",
            [
                "rule": failure.delivery.bus.ruleARN(failure.delivery.rule), "target": failure.delivery.destination,
                "attempts": "\(failure.attempts)", "code": failure.code, "error": failure.message,
            ])
    }
}
