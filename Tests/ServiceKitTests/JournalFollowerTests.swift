import Essentials
import Foundation
import Logging
import Store
import StoreSQLite
import Synchronization
import Testing

@testable import ServiceKit

/// Keeps the ids of what it was given, in the store and in memory, and fails where it is told to.
private final class Collector: JournalConsumer {
    struct Refusal: Error {}

    let name: String
    let streams: [JournalStream]
    private let state = Mutex<(offered: [String], refused: Set<String>)>(([], []))

    init(_ name: String = "collector", streams: [JournalStream] = ["one"], refusing: Set<String> = []) {
        self.name = name
        self.streams = streams
        state.withLock { $0.refused = refusing }
    }

    /// Everything that was offered, what is offered again each time.
    var offered: [String] { state.withLock { $0.offered } }

    func accept(_ id: String) { state.withLock { _ = $0.refused.remove(id) } }

    func consume(_ records: [JournalRecord], at now: Timestamp) async throws -> Consumption? {
        let ids = records.map(\.entry.id)
        let isRefused = state.withLock { state in
            state.offered += ids
            return !state.refused.isDisjoint(with: ids)
        }
        if isRefused { throw Refusal() }
        return Consumption { [name] transaction in
            for id in ids { try transaction.insert(TakenRecord(id: "\(name)/\(id)")) }
        }
    }
}

/// Inserted once: a second time would fail.
private struct TakenRecord: StoredRecord {
    static let kind: RecordKind = "test.taken"
    let id: String
    var key: RecordKey { RecordKey(account: nil, region: nil, id: id) }
}

@Suite struct JournalFollowerTests {
    private func entries(_ range: Range<Int>, in stream: JournalStream = "one") -> [JournalEntry] {
        range.map { number in
            JournalEntry(
                stream: stream, account: nil, region: nil, time: Timestamp(milliseconds: 0), id: "\(stream)\(number)",
                body: [])
        }
    }

    private func follower(
        _ collector: Collector, _ store: any Store, _ time: any TimeSource = ManualTime(Timestamp(seconds: 0))
    ) -> JournalFollower {
        JournalFollower(
            collector, store: store, time: time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func taken(_ store: any Store) async throws -> Int {
        try await store.read { try $0.count(TakenRecord.self, in: .everywhere) }
    }

    @Test func aNewConsumerBeginsWithWhatComesAfterIt() async throws {
        let store = try SQLiteStore.inMemory()
        let collector = Collector()
        let follower = follower(collector, store)
        try await store.append(entries(0..<5), durability: .flushed)
        #expect(await follower.catchUp())
        try await store.append(entries(5..<7), durability: .flushed)
        #expect(await follower.catchUp())
        #expect(collector.offered == ["one5", "one6"])
        try await store.close()
    }

    @Test func eachEntryIsTakenOnceByEachConsumerWhateverIsRestarted() async throws {
        let store = try SQLiteStore.inMemory()
        let collectors = ["a", "b"].map { Collector($0, streams: ["one", "two"]) }
        for collector in collectors { await follower(collector, store).catchUp() }
        for round in 0..<2 {
            // More than are handed over at once.
            let range = round * 600..<(round + 1) * 600
            try await store.append(entries(range) + entries(range, in: "two"), durability: .flushed)
            // One that knows nothing but what is stored.
            for collector in collectors { #expect(await follower(collector, store).catchUp()) }
        }
        for collector in collectors {
            for stream in ["one", "two"] {
                #expect(collector.offered.filter { $0.hasPrefix(stream) } == (0..<1200).map { "\(stream)\($0)" })
            }
        }
        #expect(try await taken(store) == 2 * 2 * 1200)
        try await store.close()
    }

    @Test func anErrorHasTheSameEntriesOfferedAgainAndNotThoseOfOtherStreams() async throws {
        let store = try SQLiteStore.inMemory()
        let collector = Collector(streams: ["one", "two"], refusing: ["one1"])
        let follower = follower(collector, store)
        await follower.catchUp()
        try await store.append(entries(0..<3) + entries(0..<2, in: "two"), durability: .flushed)
        #expect(await !follower.catchUp())
        #expect(collector.offered == ["one0", "one1", "one2", "two0", "two1"])
        #expect(try await taken(store) == 2)
        collector.accept("one1")
        #expect(await follower.catchUp())
        #expect(collector.offered == ["one0", "one1", "one2", "two0", "two1", "one0", "one1", "one2"])
        #expect(try await taken(store) == 5)
        try await store.close()
    }

    @Test func theLoopTriesAgainAfterAPauseAndWakesAtCommits() async throws {
        let store = try SQLiteStore.inMemory()
        let time = ManualTime(Timestamp(seconds: 0))
        let collector = Collector(refusing: ["one0"])
        let follower = follower(collector, store, time)
        let loop = Task { await follower.run() }
        try await nap(of: time)
        try await store.append(entries(0..<1), durability: .flushed)
        time.advance(by: .milliseconds(100))
        while collector.offered.count < 1 { await Task.yield() }
        collector.accept("one0")
        try await nap(of: time)
        // The pause after an error is longer.
        time.advance(by: .seconds(1))
        #expect(time.sleeperCount == 1)
        time.advance(by: .seconds(1))
        while collector.offered.count < 2 { await Task.yield() }
        try await nap(of: time)
        #expect(try await taken(store) == 1)
        loop.cancel()
        await loop.value
        try await store.close()
    }

    private func nap(of time: ManualTime) async throws {
        while time.sleeperCount == 0 { await Task.yield() }
    }

    @Test func afterAResetEntriesAreTakenFromTheFirstOn() async throws {
        let store = try SQLiteStore.inMemory()
        let time = ManualTime(Timestamp(seconds: 0))
        let collector = Collector()
        let follower = follower(collector, store, time)
        let loop = Task { await follower.run() }
        try await nap(of: time)
        try await store.append(entries(0..<9), durability: .flushed)
        time.advance(by: .milliseconds(100))
        while collector.offered.count < 9 { await Task.yield() }
        try await nap(of: time)
        try await store.reset()
        try await store.append(entries(20..<23), durability: .flushed)
        time.advance(by: .milliseconds(100))
        while collector.offered.count < 12 { await Task.yield() }
        try await nap(of: time)
        #expect(collector.offered.suffix(3) == ["one20", "one21", "one22"])
        #expect(try await taken(store) == 3)
        loop.cancel()
        await loop.value
        try await store.close()
    }

    /// Two servers never share a store, but two followers of a name must not do a thing twice all the same.
    @Test func whatSomebodyElseDealtWithIsNotDoneAgain() async throws {
        let store = try SQLiteStore.inMemory()
        let (first, second) = (Collector("same"), Collector("same"))
        let followers = [follower(first, store), follower(second, store)]
        for follower in followers { await follower.catchUp() }
        try await store.append(entries(0..<5), durability: .flushed)
        for follower in followers { #expect(await follower.catchUp()) }
        #expect(try await taken(store) == 5)
        try await store.append(entries(5..<8), durability: .flushed)
        for follower in followers.reversed() { #expect(await follower.catchUp()) }
        #expect(try await taken(store) == 8)
        try await store.close()
    }

    /// What a killed server leaves is what was committed: a copy of its files, taken at any moment.
    @Test func whatAKilledServerLeftIsTakenOnce() async throws {
        let path = "\(NSTemporaryDirectory())yagura-follower-\(SystemRandom().uuid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = try SQLiteStore.open(in: DataDirectory(path))
        await follower(Collector(), store).catchUp()
        for round in 0..<4 {
            try await store.append(entries(round * 100..<(round + 1) * 100), durability: .flushed)
            if round % 2 == 1 { await follower(Collector(), store).catchUp() }
            let copy = "\(path)-\(round)"
            defer { try? FileManager.default.removeItem(atPath: copy) }
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            let survivor = try SQLiteStore.open(in: DataDirectory(copy))
            #expect(await follower(Collector(), survivor).catchUp())
            #expect(try await taken(survivor) == (round + 1) * 100)
            try await survivor.close()
        }
        try await store.close()
    }
}
