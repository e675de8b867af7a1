import Essentials
import Store

/// Reads an audit journal through once a day, so that an entry that has changed on disk is told of before somebody
/// needs it. A page at a time, with pauses: at some ten thousand entries a second it disturbs no call.
public actor JournalCheck: Chore {
    public nonisolated let name: String

    /// A power of two, so that halves of it reach every entry.
    private static let pageSize = 1024
    private static let pause = TimeSpan.milliseconds(100)
    private static let interval = TimeSpan.days(1)

    private let stream: JournalStream
    private let store: any Store
    /// The last entry that was read.
    private var position: Int64 = 0
    private var due: Timestamp

    /// - Parameter start: when to begin
    public init(_ stream: JournalStream = AuditRecord.stream, store: any Store, start: Timestamp) {
        name = "\(stream).journalCheck"
        self.stream = stream
        self.store = store
        due = start
    }

    public func nextDue() -> Timestamp? { due }

    /// Errors: `JournalDamage`, with which the round ends; the store's own.
    public func perform(at now: Timestamp) async throws {
        do {
            let isDone = try await advance(Self.pageSize)
            due = now + (isDone ? Self.interval : Self.pause)
            if isDone { position = 0 }
        } catch StoreError.corrupted(let path) {
            try await findDamage()
            defer { position = 0 }
            due = now + Self.interval
            throw JournalDamage(path: path, lastWhole: position)
        }
    }

    /// Reads up to so many entries; true at the journal's end.
    private func advance(_ limit: Int) async throws -> Bool {
        let page = try await store.read { [stream, position] in
            try $0.journal(stream, after: position, limit: limit)
        }
        position = page.last?.sequence ?? position
        return page.count < limit
    }

    /// Goes up to the entry before the damaged one, by halves of a page.
    private func findDamage() async throws {
        var limit = Self.pageSize / 2
        while limit > 0 {
            do { _ = try await advance(limit) } catch StoreError.corrupted {}
            limit /= 2
        }
    }
}

/// An entry of the audit journal is not what was written.
public struct JournalDamage: Error, Hashable, Sendable, CustomStringConvertible {
    public let path: String
    /// The sequence number of the entry before it; zero where there is none.
    public let lastWhole: Int64

    public var description: String {
        "the audit journal in \(path) is damaged behind entry \(lastWhole): restore it from a backup"
    }
}
