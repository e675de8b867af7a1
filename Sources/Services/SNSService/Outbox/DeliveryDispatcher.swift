import Essentials
import ServiceKit
import Store

/// Carries out deliveries as they fall due: so many at a time altogether, and so many for each subscription, of which
/// one whose last attempt has failed gets one. What waits is in the store, so that memory is bounded.
actor DeliveryDispatcher: Chore {
    nonisolated let name = "sns.deliveries"
    nonisolated let watchedKinds: Set<RecordKind> = [DeliveryRecord.kind]
    private let store: any Store
    private let attempt: DeliveryAttempt
    private let time: any TimeSource
    private var underWay: [RecordKey: Task<Void, Never>] = [:]
    /// Attempts that have ended, and what follows from them has not.
    private var ending = 0
    private var slots = DeliverySlots()
    private var isLooking = false
    private var hasNews = false

    private static let page = 256

    init(store: any Store, attempt: DeliveryAttempt, time: any TimeSource) {
        self.store = store
        self.attempt = attempt
        self.time = time
    }

    /// What is only waiting for an attempt under way to end is looked at when that ends.
    func nextDue() async throws -> Timestamp? {
        var next: Timestamp?
        try await visit { delivery in
            guard underWay[delivery.key] == nil, slots.hasRoom(for: delivery) else { return true }
            next = slots.earliest(delivery)
            return false
        }
        return next
    }

    func perform(at now: Timestamp) async throws {
        hasNews = true
        guard !isLooking else { return }
        isLooking = true
        defer { isLooking = false }
        while hasNews {
            hasNews = false
            // What has made news may have fallen due since this began.
            try await start(dueAt: max(now, time.now()))
        }
    }

    /// Returns once no attempt is under way.
    func settle() async {
        while !underWay.isEmpty || ending > 0 {
            if let task = underWay.values.first { await task.value } else { await Task.yield() }
        }
    }

    private func start(dueAt now: Timestamp) async throws {
        try await visit { delivery in
            guard delivery.due <= now, !slots.isFull else { return false }
            if underWay[delivery.key] == nil, slots.hasRoom(for: delivery), slots.earliest(delivery) <= now {
                begin(delivery, at: now)
            }
            return true
        }
    }

    /// Goes through active deliveries in the order in which they fall due, until told to stop.
    private func visit(_ body: (DeliveryRecord) throws -> Bool) async throws {
        var position: RecordPosition?
        repeat {
            let page: RecordPage<DeliveryRecord> = try await store.read { [position] transaction in
                try transaction.query(in: .everywhere, order: .field(.due), limit: Self.page, after: position)
            }
            for found in page.records where try !body(found.record) { return }
            position = page.next
        } while position != nil
    }

    private func begin(_ delivery: DeliveryRecord, at now: Timestamp) {
        slots.take(for: delivery, rate: attempt.rate(of: delivery), at: now)
        underWay[delivery.key] = Task { [attempt] in
            let outcome = await attempt.run(delivery, at: now)
            await finish(delivery, outcome)
        }
    }

    private func finish(_ delivery: DeliveryRecord, _ outcome: DeliveryOutcome) async {
        let now = time.now()
        ending += 1
        defer { ending -= 1 }
        // Where the store cannot note what has happened, the delivery happens again: at least once.
        try? await store.write { try $0.note(outcome, of: delivery, at: now) }
        underWay[delivery.key] = nil
        slots.give(back: delivery, isHealthy: outcome.isHealthy)
        try? await perform(at: now)
    }
}

extension DeliveryOutcome {
    /// Whether more may be sent at a time.
    fileprivate var isHealthy: Bool {
        switch self {
        case .delivered, .dropped: true
        case .failed, .givenUp: false
        }
    }
}

extension WriteTransaction {
    fileprivate func note(_ outcome: DeliveryOutcome, of delivery: DeliveryRecord, at now: Timestamp) throws {
        guard var stored = try get(DeliveryRecord.self, delivery.key)?.record else { return }
        if case .failed(let delay) = outcome {
            stored.attempts += 1
            stored.due = now + delay
            try put(stored)
            return
        }
        try delete(DeliveryRecord.self, stored.key)
        let region = RecordScope.region(stored.topic.account, stored.topic.region)
        guard
            var next = try first(DeliveryRecord.self, in: region, where: .equals(.waiting, .string(stored.lane)))?
                .record
        else { return }
        next.isActive = true
        next.due = now
        try put(next)
    }
}
