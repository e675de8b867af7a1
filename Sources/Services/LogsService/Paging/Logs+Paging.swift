import AWSProtocols
import ServiceKit
import Store

/// One page of a list.
struct Page<Element> {
    let elements: [Element]
    let nextToken: String?
}

extension Logs {
    /// How many records one page looks at for those that it is to have.
    private static let scanLimit = 2000

    /// A page of the records that the query has and `isWanted` takes. The work is bounded: a page may be short, or
    /// empty, and still have a next one.
    func page<Record: StoredRecord>(
        _ type: Record.Type, of query: RecordQuery, limit: Int, token: String?, in scope: RequestScope,
        where isWanted: @escaping @Sendable (Record) -> Bool = { _ in true }
    ) async throws -> Page<Record> {
        let context = "\(scope.account)/\(scope.region)"
        let start = try position(from: token, of: query, context: context)
        let (records, next) = try await store.read { transaction in
            try Self.records(type, of: query, limit: limit, after: start, in: transaction, where: isWanted)
        }
        return Page(
            elements: records, nextToken: next.map { pageTokens.token(for: $0, of: query, context: context) })
    }

    private func position(
        from token: String?, of query: RecordQuery, context: String
    ) throws(AWSError) -> RecordPosition? {
        guard let token else { return nil }
        guard let position = try? pageTokens.position(from: token, of: query, context: context) else {
            throw .invalidNextToken
        }
        return position
    }

    private static func records<Record: StoredRecord>(
        _ type: Record.Type, of query: RecordQuery, limit: Int, after start: RecordPosition?,
        in transaction: any ReadTransaction, where isWanted: (Record) -> Bool
    ) throws -> ([Record], RecordPosition?) {
        var (wanted, position, examined): ([Record], RecordPosition?, Int) = ([], start, 0)
        repeat {
            let count = limit - wanted.count
            let page: RecordPage<Record> = try transaction.query(
                type, in: query.scope, where: query.predicate, order: query.order, direction: query.direction,
                limit: count, after: position)
            wanted += page.records.map(\.record).filter(isWanted)
            examined += count
            position = page.next
        } while position != nil && wanted.count < limit && examined < scanLimit
        return (wanted, position)
    }
}
