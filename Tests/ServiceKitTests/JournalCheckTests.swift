import Essentials
import Foundation
import Store
import StoreSQLite
import Testing

@testable import ServiceKit

@Suite struct JournalCheckTests {
    private static let start = Timestamp(milliseconds: 0)

    @Test func aWholeJournalIsReadPageByPageOnceADay() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.append((1...2500).map(Self.entry), durability: .flushed)
        let check = JournalCheck(store: store, start: Self.start)
        var dues: [Int64] = []
        for _ in 0..<4 {
            let due = try #require(await check.nextDue())
            dues.append(due.milliseconds)
            try await check.perform(at: due)
        }
        #expect(dues == [0, 100, 200, 200 + 86_400_000])
        try await store.close()
    }

    @Test(arguments: [1, 2, 700, 1024, 1025, 2500]) func damageIsToldWithItsPlace(_ damaged: Int) async throws {
        let path = "\(NSTemporaryDirectory())yagura-journal-\(SystemRandom().uuid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = try SQLiteStore.open(in: DataDirectory(path))
        try await store.append((1...2500).map(Self.entry), durability: .flushed)
        try await store.close()
        let file = "\(path)/state.sqlite"
        try flip("entry \(damaged).", in: file)

        let opened = try SQLiteStore.open(in: DataDirectory(path))
        let check = JournalCheck(store: opened, start: Self.start)
        let damage = JournalDamage(path: file, lastWhole: Int64(damaged - 1))
        await #expect(throws: damage) {
            while let due = await check.nextDue(), due < Self.start + .hours(1) { try await check.perform(at: due) }
        }
        // Told once a day, not every five seconds.
        #expect(try #require(await check.nextDue()) > Self.start + .hours(23))
        try await opened.close()
    }

    private func flip(_ text: String, in file: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let place = try #require(bytes.range(of: Data(text.utf8)))
        bytes[place.lowerBound] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
    }

    private static func entry(_ number: Int) -> JournalEntry {
        JournalEntry(
            stream: AuditRecord.stream, account: nil, region: nil, time: start, id: "\(number)",
            body: Array("entry \(number).".utf8))
    }
}
