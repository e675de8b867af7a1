import Store

extension ReadTransaction {
    /// Every record that the condition finds, in order of id. For what is bounded by a quota.
    func all<Record: StoredRecord>(
        _ type: Record.Type, in scope: RecordScope, where predicate: Predicate
    ) throws -> [Record] {
        var found: [Record] = []
        var position: RecordPosition?
        repeat {
            let page = try query(type, in: scope, where: predicate, limit: 500, after: position)
            found += page.records.map(\.record)
            position = page.next
        } while position != nil
        return found
    }
}
