import OrganizationsModel
import ServiceKit
import Store

extension ListPoliciesRequest: PagedInput {}
extension ListPoliciesForTargetRequest: PagedInput {}
extension ListTargetsForPolicyRequest: PagedInput {}
extension ListEffectivePolicyValidationErrorsRequest: PagedInput {}
extension ListAccountsWithInvalidEffectivePolicyRequest: PagedInput {}

/// A part of a page that holds something else as well.
struct PagePart: PagedInput {
    let nextToken: String?
    let size: Int

    var maxResults: Int? { size }
}

extension Organizations {
    /// An empty page before all records, where the page is full of something else already.
    func start<Record: StoredRecord>(
        _ type: Record.Type, where predicate: Predicate, for scope: RequestScope
    ) throws -> Page<Record> {
        guard try store.readNow({ try $0.first(type, in: .account(nil), where: predicate) }) != nil else {
            return Page(elements: [], nextToken: nil)
        }
        let query = RecordQuery(Record.kind, in: .account(nil), where: predicate)
        let start = RecordPosition(value: nil, key: RecordKey(account: nil, region: nil, id: ""))
        return Page(
            elements: [],
            nextToken: pageTokens.token(for: start, of: query, context: scope.account.description))
    }
}
