import Essentials
import EventBridgeModel
import ServiceKit
import Store

/// Puts the events of replays on their buses, some of each replay in turn. How far a replay has come is written in the
/// transaction of the events that it has sent: it goes on there after a restart.
struct ReplayWork: BackgroundWork {
    let name = "events.replays"
    let store: any Store
    let time: any TimeSource
    let random: any RandomSource

    /// Events of one step. Small, so that what is put on buses meanwhile does not wait.
    private static let step = 100
    /// Between steps.
    private static let pause = TimeSpan.milliseconds(20)

    func run(_ reporter: WorkReporter) async {
        let (commits, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let observation = store.observe { changes in
            if changes.records[ReplayRecord.kind] != nil { continuation.yield() }
        }
        continuation.yield()
        for await _ in commits {
            do {
                while try await advanceAll() { try await time.sleep(until: time.now() + Self.pause) }
            } catch is CancellationError {
                break
            } catch { reporter.failed(name, error) }
        }
        withExtendedLifetime(observation) {}
    }

    /// A step of every replay. False where none has more to do.
    func advanceAll() async throws -> Bool {
        let active = try await store.read { transaction in
            try transaction.query(
                ReplayRecord.self, in: .everywhere,
                where: .isIn(.state, ReplayRecord.activeStates.map { .string($0.rawValue) }), limit: 100
            ).records.map(\.record)
        }
        for replay in active { try await advance(replay.key) }
        return !active.isEmpty
    }

    private func advance(_ key: RecordKey) async throws {
        let now = time.now()
        try await store.write { [random] transaction in
            guard var replay = try transaction.get(ReplayRecord.self, key)?.record, replay.isActive else { return }
            if replay.modelState == .cancelling {
                replay.end(.cancelled, at: now)
            } else {
                try transaction.advance(&replay, Self.step, at: now, random)
            }
            try transaction.put(replay)
        }
    }
}

extension ReplayRecord {
    fileprivate mutating func end(_ state: ReplayState, at now: Timestamp) {
        self.state = state.rawValue
        ended = now
    }
}

extension WriteTransaction {
    fileprivate func advance(
        _ replay: inout ReplayRecord, _ limit: Int, at now: Timestamp, _ random: any RandomSource
    ) throws {
        let records = try journal(EventStream.archive(replay.archiveID), after: replay.position, limit: limit)
        let wanted = records.filter { $0.entry.time >= replay.from && $0.entry.time <= replay.to }
        try append(wanted.compactMap { AcceptedEvent($0.entry)?.replayed(by: replay, at: now, random).journalEntry })
        replay.state = ReplayState.running.rawValue
        replay.position = records.last?.sequence ?? replay.position
        replay.last = wanted.last?.entry.time ?? replay.last
        if records.count < limit || records.last.map({ $0.entry.time > replay.to }) ?? false {
            replay.end(.completed, at: now)
        }
    }
}

extension AcceptedEvent {
    /// The event with the name of the replay, for the replay's rules.
    fileprivate func replayed(by replay: ReplayRecord, at now: Timestamp, _ random: any RandomSource) -> AcceptedEvent {
        let name = Array(",\"replay-name\":\(JSON.string(replay.name).text)}".utf8)
        return AcceptedEvent(
            bus: bus, id: id, ingested: now, isForwarded: isForwarded, isReadOnly: isReadOnly, rules: replay.rules,
            body: body.dropLast() + name)
    }
}
