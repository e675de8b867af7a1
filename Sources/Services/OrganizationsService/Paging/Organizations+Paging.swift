import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

/// NextToken and MaxResults of a list operation.
protocol PagedInput: Sendable {
    var nextToken: String? { get }
    var maxResults: Int? { get }
}

extension ListAccountsRequest: PagedInput {}
extension ListAccountsForParentRequest: PagedInput {}
extension ListChildrenRequest: PagedInput {}
extension ListCreateAccountStatusRequest: PagedInput {}
extension ListOrganizationalUnitsForParentRequest: PagedInput {}
extension ListAWSServiceAccessForOrganizationRequest: PagedInput {}
extension ListDelegatedAdministratorsRequest: PagedInput {}
extension ListDelegatedServicesForAccountRequest: PagedInput {}
extension ListHandshakesForAccountRequest: PagedInput {}
extension ListHandshakesForOrganizationRequest: PagedInput {}
extension ListInboundResponsibilityTransfersRequest: PagedInput {}
extension ListOutboundResponsibilityTransfersRequest: PagedInput {}
extension ListTagsForResourceRequest {
    /// The operation has no MaxResults; AWS's own pages hold as many as a resource can have.
    var maxResults: Int? { OrganizationsQuotas.tags }
}
extension ListTagsForResourceRequest: PagedInput {}

extension PagedInput {
    /// The model allows 1 to 20.
    var pageSize: Int { maxResults ?? 20 }
}

/// One page of a list.
struct Page<Element> {
    let elements: [Element]
    let nextToken: String?
}

extension Organizations {
    /// A page of stored records, in order of id. Throws InvalidInputException for a token that this list, for this
    /// account, has not given out.
    func page<Record: StoredRecord>(
        _ type: Record.Type, where predicate: Predicate, _ input: some PagedInput, for scope: RequestScope
    ) async throws -> Page<Record> {
        let query = RecordQuery(Record.kind, in: .account(nil), where: predicate)
        do {
            let page = try await store.read { [pageTokens] transaction in
                try transaction.page(
                    Record.self, of: query, limit: input.pageSize, token: input.nextToken, tokens: pageTokens,
                    context: scope.account.description)
            }
            return Page(elements: page.records.map(\.record), nextToken: page.nextToken)
        } catch StoreError.pageTokenRefused {
            throw AWSError.invalidNextToken
        }
    }

    /// A page of a short list that is kept within a record.
    /// - Parameters:
    ///   - elements: in ascending order of `place`
    ///   - list: names the list, so that its tokens are of no use to another
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
    fileprivate static let invalidNextToken = invalidInput("INVALID_NEXT_TOKEN", "You specified an invalid NextToken.")
}
