import Essentials
import Store
import StoreSQLite
import Testing

@testable import ServiceKit

@Suite struct JournalWindowTests {
    private func append(_ range: Range<Int>, to store: any Store) async throws {
        try await store.append(
            range.map { number in
                JournalEntry(
                    stream: "one", account: nil, region: nil, time: Timestamp(milliseconds: 0), id: "\(number)",
                    body: [])
            }, durability: .flushed)
    }

    /// Whoever reads through the window reads what is in the journal, wherever others are.
    @Test func readersAtAnyPlaceReadTheJournal() async throws {
        let store = try SQLiteStore.inMemory()
        let window = JournalWindow(store, capacity: 20)
        var random = SystemRandomNumberGenerator()
        var positions = [0, 0, 0] as [Int64]
        for round in 0..<60 {
            try await append(round * 5..<round * 5 + Int.random(in: 0...5, using: &random), to: store)
            if round == 30 { try await store.write { try $0.trim("one", through: 60) } }
            for reader in positions.indices where Int.random(in: 0...reader, using: &random) == 0 {
                let (after, limit) = (positions[reader], Int.random(in: 1...30, using: &random))
                let found = try await window.records(of: "one", after: after, limit: limit)
                let all = try await store.read { try $0.journal("one", after: after, limit: 1000) }
                // Entries that are trimmed may still be handed out; none is left out.
                let present = found.filter { $0.sequence >= all.first?.sequence ?? .max }
                #expect(present == Array(all.prefix(present.count)))
                #expect(!found.isEmpty || all.isEmpty)
                positions[reader] = found.last?.sequence ?? after
            }
        }
        try await store.close()
    }

    @Test func afterAResetNothingOfBeforeIsHandedOut() async throws {
        let store = try SQLiteStore.inMemory()
        let window = JournalWindow(store)
        try await append(0..<9, to: store)
        #expect(try await window.records(of: "one", after: 0, limit: 99).count == 9)
        try await store.reset()
        #expect(window.resetCount == 1)
        try await append(20..<22, to: store)
        #expect(try await window.records(of: "one", after: 0, limit: 99).map(\.entry.id) == ["20", "21"])
        try await store.close()
    }

    @Test func thoseWhoAskAtOnceAreAnsweredAlike() async throws {
        let store = try SQLiteStore.inMemory()
        let window = JournalWindow(store)
        try await append(0..<100, to: store)
        let answers = try await withThrowingTaskGroup(of: [JournalRecord].self) { group in
            for _ in 0..<20 { group.addTask { try await window.records(of: "one", after: 40, limit: 30) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.map(\.sequence) == Array(41...70) })
        try await store.close()
    }
}
