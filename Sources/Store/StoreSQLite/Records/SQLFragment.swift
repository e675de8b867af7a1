/// A piece of SQL with the values of its parameters, in order.
struct SQLFragment {
    private(set) var sql: String
    private(set) var values: [SQLValue]

    init(_ sql: String = "", _ values: [SQLValue] = []) {
        self.sql = sql
        self.values = values
    }

    mutating func append(_ sql: String, _ values: [SQLValue] = []) {
        self.sql += sql
        self.values += values
    }

    mutating func append(_ other: SQLFragment) { append(other.sql, other.values) }

    static func joined(_ fragments: [SQLFragment], by separator: String) -> SQLFragment {
        SQLFragment(fragments.map(\.sql).joined(separator: separator), fragments.flatMap(\.values))
    }
}
