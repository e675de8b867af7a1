import Essentials
import GRDBSQLite
import Store
import Testing

@testable import StoreSQLite

/// A record with an index, as keys, aliases and grants have.
private struct Entry: StoredRecord {
    static let kind: RecordKind = "test.entry"
    var id: String
    var owner: String

    var key: RecordKey { RecordKey(account: .standard, region: .standard, id: id) }
    var indexes: [IndexEntry] { [IndexEntry("owner", .string(owner))] }
}

/// The work of a page is counted in steps of SQLite's own machine, which no other load changes.
@Suite struct PageCostTests {
    private static let entries = 2000
    private static let pageSize = 100

    static let queries: [RecordQuery] = [
        RecordQuery("test.entry", in: .region(.standard, .standard)),
        RecordQuery("test.entry", in: .region(.standard, .standard), direction: .descending),
        RecordQuery("test.entry", in: .everywhere),
        RecordQuery("test.entry", in: .region(.standard, .standard), where: .equals("owner", "one")),
        RecordQuery("test.entry", in: .region(.standard, .standard), order: .field("owner")),
        RecordQuery("test.entry", in: .everywhere, order: .field("owner")),
    ]

    @Test(arguments: queries) func aPageIsAsMuchWorkWhereverItBegins(_ query: RecordQuery) async throws {
        let store = try SQLiteStore.inMemory()
        try await store.write { transaction in
            for number in 0..<Self.entries { try transaction.insert(Entry(id: "e\(number)", owner: "one")) }
        }
        var costs: [Int] = []
        var position: RecordPosition?
        repeat {
            let page = try await store.costOfPage(query, after: position, limit: Self.pageSize)
            costs.append(page.steps)
            position = page.last
        } while position != nil
        #expect(costs.count == Self.entries / Self.pageSize + 1, "the last page is empty")
        // To go on from a place takes some steps that the first page spares itself; how far on it is must not matter.
        let later = costs.dropFirst().dropLast()
        let (least, most) = (try #require(later.min()), try #require(later.max()))
        #expect(most - least <= 50 && most <= 2 * (costs.first ?? 0), "\(costs)")
        try await store.close()
    }
}

extension SQLiteStore {
    /// Reads one page of rows. Returns how much work that was, and where its last row stands.
    fileprivate func costOfPage(
        _ query: RecordQuery, after position: RecordPosition?, limit: Int
    ) async throws -> (steps: Int, last: RecordPosition?) {
        try await database.read { [path] database in
            let connection = Connection(database: database, path: path)
            let sql = QueryCompiler.page(query, after: position, limit: limit).sql
            let statement = try connection.statement(sql)
            sqlite3_stmt_status(statement.handle, SQLITE_STMTSTATUS_VM_STEP, 1)
            let rows = try SQLiteReader(connection: connection).rows(query, after: position, limit: limit)
            return (Int(sqlite3_stmt_status(statement.handle, SQLITE_STMTSTATUS_VM_STEP, 0)), rows.last?.1)
        }
    }
}
