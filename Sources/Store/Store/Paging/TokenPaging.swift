/// One page of a list whose caller holds tokens; `nextToken` is nil on the last.
public struct TokenPage<Record: StoredRecord>: Sendable {
    public let records: [Versioned<Record>]
    public let nextToken: String?
}

extension ReadTransaction {
    /// A page of at most `limit` records, from where `token` says. Errors: `pageTokenRefused`.
    public func page<Record: StoredRecord>(
        _ type: Record.Type = Record.self, of query: RecordQuery, limit: Int, token: String?, tokens: PageTokens,
        context: String = ""
    ) throws -> TokenPage<Record> {
        let position = try token.map { try tokens.position(from: $0, of: query, context: context) }
        let page: RecordPage<Record> = try page(query, limit: limit, after: position)
        let next = page.next.map { tokens.token(for: $0, of: query, context: context) }
        return TokenPage(records: page.records, nextToken: next)
    }
}
