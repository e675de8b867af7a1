import Store

/// Queries as SQL that walks one index in the query's order, so that a page costs what it returns and nothing is sorted.
///
/// - In order of a field, the index entries of the field are walked; conditions on that field bound the walk.
/// - In order of id with a condition that a field equals a value, the entries of that value are walked.
/// - Otherwise the records of the scope are walked. Remaining conditions are checked on the way.
enum QueryCompiler {
    static func page(_ query: RecordQuery, after position: RecordPosition?, limit: Int) -> SQLFragment {
        let walk = Walk(query)
        let key = walk.keyColumns
        var sql = SQLFragment("SELECT \(key.joined(separator: ", ")), r.version, r.layout, r.checksum, r.body")
        if walk.isInFieldOrder { sql.append(", i.value") }
        sql.append(" FROM ")
        sql.append(walk.source(joinsRecord: true))
        sql.append(" WHERE ")
        sql.append(SQLFragment.joined(walk.conditions + walk.continuation(after: position), by: " AND "))
        let suffix = query.direction == .ascending ? "" : " DESC"
        sql.append(" ORDER BY " + walk.orderColumns.map { $0 + suffix }.joined(separator: ", "))
        sql.append(" LIMIT ?", [.integer(Int64(limit))])
        return sql
    }

    static func count(_ query: RecordQuery) -> SQLFragment {
        let walk = Walk(query)
        var sql = SQLFragment("SELECT COUNT(*) FROM ")
        sql.append(walk.source(joinsRecord: false))
        sql.append(" WHERE ")
        sql.append(SQLFragment.joined(walk.conditions, by: " AND "))
        return sql
    }
}
