import Store

@testable import StoreSQLite

extension SQLiteStore {
    func synchronousSetting() async throws -> Int64? { try await pragma("PRAGMA synchronous") }

    /// Makes SQLite answer as it does on a full disk once the database has this many pages.
    func limitSize(toPages pages: Int) async throws { _ = try await pragma("PRAGMA max_page_count = \(pages)") }

    private func pragma(_ sql: String) async throws -> Int64? {
        try await database.writeWithoutTransaction { [path] database in
            try Connection(database: database, path: path).first(sql, []) { $0.integer(0) }
        }
    }

    /// The steps of SQLite's plan for a query, as it words them.
    func plan(_ fragment: SQLFragment) async throws -> [String] {
        try await database.read { [path] database in
            try Connection(database: database, path: path)
                .rows("EXPLAIN QUERY PLAN " + fragment.sql, fragment.values) { $0.text(3) }
        }
    }

    /// Runs SQL on the writer, beside the store's own.
    func run(_ sql: String) async throws {
        try await database.writeWithoutTransaction { [path] database in
            try Connection(database: database, path: path).run(sql)
        }
    }

    func count(_ sql: String) async throws -> Int64 { try await pragma(sql) ?? -1 }
}
