import AWSProtocols
import EventBridgeModel
import ServiceKit
import Store

/// NextToken and Limit of a list operation.
protocol PagedInput: Sendable {
    var nextToken: String? { get }
    var limit: Int? { get }
}

extension ListEventBusesRequest: PagedInput {}
extension ListRulesRequest: PagedInput {}
extension ListTargetsByRuleRequest: PagedInput {}
extension ListRuleNamesByTargetRequest: PagedInput {}
extension ListConnectionsRequest: PagedInput {}
extension ListApiDestinationsRequest: PagedInput {}
extension ListArchivesRequest: PagedInput {}
extension ListReplaysRequest: PagedInput {}

extension PagedInput {
    /// The model allows 1 to 100.
    var pageSize: Int { limit ?? 100 }
}

/// One page of a list.
struct Page<Element> {
    let elements: [Element]
    let nextToken: String?
}

extension EventBridge {
    /// A page of stored records, in order of id. Throws ValidationException for a token that this list has not given out.
    func page<Record: StoredRecord>(
        _ type: Record.Type, in scope: RecordScope, where predicate: Predicate?, _ input: some PagedInput
    ) async throws -> Page<Record> {
        let query = RecordQuery(Record.kind, in: scope, where: predicate)
        do {
            let page = try await store.read { [pageTokens] transaction in
                try transaction.page(
                    Record.self, of: query, limit: input.pageSize, token: input.nextToken, tokens: pageTokens)
            }
            return Page(elements: page.records.map(\.record), nextToken: page.nextToken)
        } catch StoreError.pageTokenRefused {
            throw AWSError.invalidNextToken
        }
    }

    /// A page of a short list that is kept within a record.
    /// - Parameter elements: in ascending order of `place`
    func page<Element>(
        of elements: [Element], list: String, at place: (Element) -> String, _ input: some PagedInput
    ) throws(AWSError) -> Page<Element> {
        let query = RecordQuery(RecordKind(list), in: .account(nil))
        var rest = elements[...]
        if let token = input.nextToken {
            guard let last = try? pageTokens.position(from: token, of: query).key.id else { throw .invalidNextToken }
            rest = rest.drop { place($0) <= last }
        }
        let page = Array(rest.prefix(input.pageSize))
        guard page.count < rest.count, let last = page.last else { return Page(elements: page, nextToken: nil) }
        let key = RecordKey(account: nil, region: nil, id: place(last))
        return Page(elements: page, nextToken: pageTokens.token(for: RecordPosition(value: nil, key: key), of: query))
    }
}

extension AWSError {
    static let invalidNextToken = invalid("NextToken", "The provided NextToken is not valid.")
}

extension Predicate {
    /// All that are not nil; nil where none is.
    static func all(_ parts: Predicate?...) -> Predicate? {
        let parts = parts.compactMap { $0 }
        return parts.count > 1 ? .and(parts) : parts.first
    }
}
