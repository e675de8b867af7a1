import GRDB
import GRDBSQLite
import Store

/// One connection of GRDB's, and the path to name in errors. Valid only inside the closure that GRDB gave it to.
struct Connection {
    let database: Database
    let path: String

    /// The statement for `sql`, prepared once a connection.
    func statement(_ sql: String) throws -> PreparedStatement {
        try StoreFailure.translating(path) {
            PreparedStatement(handle: try database.cachedStatement(sql: sql).sqliteStatement, path: path)
        }
    }

    func run(_ sql: String, _ values: [SQLValue] = []) throws {
        try statement(sql).run(values)
    }

    /// What `make` makes of each row.
    func rows<Element>(
        _ sql: String, _ values: [SQLValue], _ make: (PreparedStatement) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        try statement(sql).run(values) { row in
            elements.append(try make(row))
            return true
        }
        return elements
    }

    /// What `make` makes of the first row, if there is one.
    func first<Element>(
        _ sql: String, _ values: [SQLValue], _ make: (PreparedStatement) throws -> Element
    ) throws -> Element? {
        var element: Element?
        try statement(sql).run(values) { row in
            element = try make(row)
            return false
        }
        return element
    }

    /// False once SQLite has rolled the transaction back by itself, as it does on some disk errors.
    var isInTransaction: Bool { sqlite3_get_autocommit(database.sqliteConnection) == 0 }
}
