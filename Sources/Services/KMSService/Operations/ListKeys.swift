import KMSModel
import ServiceKit

extension KMS {
    /// In order of key id, which says nothing about the order of creation.
    func listKeys(
        _ input: ListKeysRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListKeysResponse {
        let page = try await page(
            KeyRecord.self, in: .region(scope.account, scope.region),
            PageRequest(input.limit, input.marker, standard: 100), for: scope)
        return ListKeysResponse(
            keys: page.records.map { KeyListEntry(keyId: $0.id, keyArn: $0.arn) }, nextMarker: page.nextMarker,
            truncated: page.isTruncated)
    }
}
