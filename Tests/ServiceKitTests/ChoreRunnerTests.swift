import Essentials
import Logging
import Store
import StoreSQLite
import Synchronization
import Testing

@testable import ServiceKit

/// Falls due once, and remembers when it was done.
private final class OneChore: Chore {
    let name = "one"
    let due: Timestamp
    let doneAt = Mutex<Timestamp?>(nil)

    init(due: Timestamp) { self.due = due }

    func nextDue() async throws -> Timestamp? { doneAt.withLock { $0 == nil ? due : nil } }
    func perform(at now: Timestamp) async throws { doneAt.withLock { $0 = now } }
}

@Suite struct ChoreRunnerTests {
    @Test func workIsDoneOnceItIsDueAndNotBefore() async throws {
        let time = ManualTime(Timestamp(seconds: 1000))
        let chore = OneChore(due: Timestamp(seconds: 2000))
        let runner = ChoreRunner(
            chores: [chore], store: try SQLiteStore.inMemory(), time: time, logger: Logger(label: "test"))
        await runner.runDue()
        #expect(chore.doneAt.withLock { $0 } == nil)
        time.advance(by: .seconds(1000))
        await runner.runDue()
        #expect(chore.doneAt.withLock { $0 } == Timestamp(seconds: 2000))
    }

    @Test func theLoopWakesAtTheDueTime() async throws {
        let time = ManualTime(Timestamp(seconds: 1000))
        let chore = OneChore(due: Timestamp(seconds: 1010))
        let runner = ChoreRunner(
            chores: [chore], store: try SQLiteStore.inMemory(), time: time, logger: Logger(label: "test"))
        let loop = Task { await runner.run() }
        while time.sleeperCount == 0 { await Task.yield() }
        time.advance(by: .seconds(10))
        while chore.doneAt.withLock({ $0 }) == nil { await Task.yield() }
        loop.cancel()
        await loop.value
    }

    @Test func aCommitThatBringsADueTimeNearerCutsTheSleepShort() async throws {
        let store = try SQLiteStore.inMemory()
        let time = ManualTime(Timestamp(seconds: 1000))
        let chore = NoteChore(store: store, due: Timestamp(seconds: 1010))
        let runner = ChoreRunner(chores: [chore], store: store, time: time, logger: Logger(label: "test"))
        let loop = Task { await runner.run() }
        while time.sleeperCount == 0 { await Task.yield() }
        while !time.hasSleeper(until: Timestamp(seconds: 1010)) {
            try await store.write { _ = try $0.put(WakingRecord(id: "note")) }
            await Task.yield()
        }
        time.advance(by: .seconds(10))
        while chore.doneAt.withLock({ $0 }) == nil { await Task.yield() }
        loop.cancel()
        await loop.value
    }

    @Test func aCommitHasAWatchingChoreLookedAtAtOnce() async throws {
        let store = try SQLiteStore.inMemory()
        let time = ManualTime(Timestamp(seconds: 1000))
        let chore = NoteChore(store: store)
        let runner = ChoreRunner(chores: [chore], store: store, time: time, logger: Logger(label: "test"))
        let loop = Task { await runner.run() }
        while time.sleeperCount == 0 { await Task.yield() }
        // The clock stands still, so nothing but the commit can have woken it.
        while chore.doneAt.withLock({ $0 }) == nil {
            try await store.write { _ = try $0.put(WakingRecord(id: "note")) }
            await Task.yield()
        }
        loop.cancel()
        await loop.value
    }
}

private struct WakingRecord: StoredRecord {
    static let kind: RecordKind = "test.waking"
    let id: String
    var key: RecordKey { RecordKey(account: nil, region: nil, id: id) }
}

/// Falls due when there is a note.
private final class NoteChore: Chore {
    let name = "note"
    let watchedKinds: Set<RecordKind> = [WakingRecord.kind]
    let store: any Store
    let due: Timestamp
    let doneAt = Mutex<Timestamp?>(nil)

    init(store: any Store, due: Timestamp = Timestamp(seconds: 0)) {
        self.store = store
        self.due = due
    }

    func nextDue() async throws -> Timestamp? {
        guard doneAt.withLock({ $0 == nil }) else { return nil }
        return try await store.read { try $0.count(WakingRecord.self, in: .everywhere) } > 0 ? due : nil
    }
    func perform(at now: Timestamp) async throws { doneAt.withLock { $0 = now } }
}
