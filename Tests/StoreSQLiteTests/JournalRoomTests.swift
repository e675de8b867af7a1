import Essentials
import Store
import Testing

@testable import StoreSQLite

@Suite struct JournalRoomTests {
    private func entries(_ range: Range<Int>, in stream: JournalStream = "audit") -> [JournalEntry] {
        range.map { number in
            JournalEntry(
                stream: stream, account: nil, region: nil, time: Timestamp(milliseconds: Int64(number)),
                id: "\(number)", body: [])
        }
    }

    @Test func thereIsRoomForMoreStreamsThanFitIn15Bits() async throws {
        let store = try SQLiteStore.inMemory()
        let count = 33_000
        try await store.write { transaction in
            for number in 0..<count {
                try transaction.append(entries(number..<number + 1, in: JournalStream("s\(number)")))
            }
        }
        for number in [0, 1, 32_766, 32_767, 32_768, count - 1] {
            let found = try await store.read { try $0.journal(JournalStream("s\(number)"), after: 0, limit: 10) }
            #expect(found.map(\.entry.id) == ["\(number)"])
        }
        try await store.close()
    }

    @Test func rowsOfForgottenEntriesAreDeletedAFewAtATime() async throws {
        let store = try SQLiteStore.inMemory()
        let (audit, other) = (entries(0..<100), entries(0..<100, in: "other"))
        let counts = try await store.database.writeWithoutTransaction { database in
            let connection = Connection(database: database, path: "memory")
            let writer = SQLiteWriter(connection: connection)
            try writer.append(audit + other)
            try writer.trim("audit", through: 35)
            try writer.trim("audit", before: Timestamp(milliseconds: 60))
            try writer.drop("other")
            var counts: [Int64] = []
            while writer.hasLeftovers {
                counts.append(try connection.first("SELECT COUNT(*) FROM journal", []) { $0.integer(0) } ?? 0)
                writer.hasLeftovers = false
                try writer.sweep(limit: 10)
            }
            return counts
        }
        #expect(counts.first == 200 && counts.last == 40)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { (0...10).contains($0 - $1) }, "\(counts)")
        try await store.close()
    }

    @Test func numbersOfDroppedStreamsAreUsedAgainOnceTheirRowsAreGone() async throws {
        let store = try SQLiteStore.inMemory()
        var numbers: Set<Int64> = []
        for round in 0..<20 {
            try await store.append(entries(0..<3, in: JournalStream("s\(round)")), durability: .flushed)
            numbers.insert(try await store.count("SELECT number FROM journal_stream"))
            try await store.write { try $0.drop(JournalStream("s\(round)")) }
            while try await store.count("SELECT COUNT(*) FROM journal_leftover") > 0 { try await store.flush() }
        }
        #expect(numbers == [JournalPlace.firstNumber])
        try await store.close()
    }

    @Test func whatWasNotDeletedYetIsDeletedAfterTheNextStart() async throws {
        try await withTemporaryDirectory { path in
            let first = try SQLiteStore.open(in: DataDirectory(path), limits: CommitLimits(sweepEntries: 1))
            try await first.append(entries(0..<1000), durability: .flushed)
            try await first.write { try $0.trim("audit", through: .max) }
            try await first.close()
            let second = try SQLiteStore.open(in: DataDirectory(path))
            #expect(try await second.count("SELECT COUNT(*) FROM journal_leftover") == 1)
            while try await second.count("SELECT COUNT(*) FROM journal_leftover") > 0 { try await second.flush() }
            #expect(try await second.count("SELECT COUNT(*) FROM journal") == 0)
            try await second.append(entries(0..<1), durability: .flushed)
            #expect(try await second.read { try $0.journal("audit", after: 0, limit: 9) }.map(\.sequence) == [1001])
            try await second.close()
        }
    }

    /// The index is made of the journal: what is wrong with it costs time, and no answer.
    @Test func aDamagedIndexHidesNothingAndIsMadeAgain() async throws {
        let store = try SQLiteStore.inMemory()
        let term = JournalTerm("Name", "some")
        let query = JournalQuery("audit", account: nil, region: nil, terms: [term])
        for run in 0..<15 {
            try await store.append(
                entries(run * 4..<run * 4 + 4).map { entry in
                    var entry = entry
                    entry.terms = [JournalTerm("Name", (Int(entry.id) ?? 0) % 2 == 0 ? "some" : "other")]
                    return entry
                }, durability: .flushed)
            try await index(4, in: store)
        }
        let wanted = try await store.read { try $0.journal(query, after: nil, limit: 100) }.records
        try await store.run("UPDATE journal_posting SET entries = x'00' WHERE run IN (2, 7)")
        #expect(try await store.read { try $0.journal(query, after: nil, limit: 100) }.records == wanted)
        // The sixteenth run begins a merge, which finds the damage.
        try await store.append(
            entries(60..<64).map { entry in
                var entry = entry
                entry.terms = [JournalTerm("Name", "other")]
                return entry
            }, durability: .flushed)
        try await index(4, in: store)
        for _ in 0..<50 { try await store.flush() }
        #expect(try await store.count("SELECT COUNT(*) FROM journal_run") == 0)
        #expect(try await store.count("SELECT COUNT(*) FROM journal_posting") == 0)
        try await index(64, in: store)
        #expect(try await store.count("SELECT COUNT(*) FROM journal_run") == 1)
        #expect(try await store.read { try $0.journal(query, after: nil, limit: 100) }.records == wanted)
        try await store.close()
    }

    private func index(_ count: Int, in store: any Store) async throws {
        let entries = try await store.read { try $0.unindexed("audit", limit: count) }
        let run = try #require(JournalRun(of: entries, in: "audit"))
        try await store.write { try $0.index(run) }
    }

    /// A database of the first release: streams of 15 bits, numbered from the top.
    @Test func streamsOfAnOlderDatabaseGoOn() async throws {
        let store = try SQLiteStore.inMemory()
        let tables = try await store.database.read { database in
            try Connection(database: database, path: "memory").rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'", []
            ) { $0.text(0) }
        }
        for table in tables { try await store.run("DROP TABLE \(table)") }
        try await store.database.writeWithoutTransaction { database in
            let connection = Connection(database: database, path: "memory")
            try Schema.migrate(connection, to: 1)
            for (number, name) in [(0x7FFE, "audit"), (0x7FFD, "audit.data")] as [(Int64, String)] {
                try connection.run(
                    "INSERT INTO journal_stream (number, name, trimmed) VALUES (?, ?, ?)",
                    [.integer(number), .text(name), .integer(2)])
                for sequence in 3...6 as ClosedRange<Int64> {
                    try connection.run(
                        "INSERT INTO journal VALUES (?, ?, '', '', ?, ?, x'', 0, x'')",
                        [.integer(number << 48 | sequence), .integer(number), .integer(sequence), .text(name)])
                }
            }
            try Schema.migrate(connection)
        }
        try await store.append(entries(7..<8) + entries(7..<8, in: "new"), durability: .flushed)
        try await store.write { try $0.trim("audit", before: Timestamp(milliseconds: 5)) }
        let found = try await store.read { transaction in
            try ["audit", "audit.data", "new"].map { stream in
                try transaction.journal(
                    JournalQuery(JournalStream(stream), account: nil, region: nil), after: nil, limit: 10
                ).records.map(\.sequence)
            }
        }
        #expect(found == [[7, 6, 5], [6, 5, 4, 3], [1]])
        #expect(try await store.read { try $0.journal("audit", after: 0, limit: 9) }.map(\.sequence) == [5, 6, 7])
        try await store.write { try $0.drop("audit.data") }
        while try await store.count("SELECT COUNT(*) FROM journal_leftover") > 0 { try await store.flush() }
        #expect(try await store.count("SELECT COUNT(*) FROM journal") == 4)
        try await store.close()
    }
}
