import AWSProtocols
import KMSModel
import ServiceKit
import Store

extension KMS {
    func describeCustomKeyStores(
        _ input: DescribeCustomKeyStoresRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> DescribeCustomKeyStoresResponse {
        let place = RecordScope.region(scope.account, scope.region)
        switch (input.customKeyStoreId, input.customKeyStoreName) {
        case (_?, _?): throw AWSError.validation("CustomKeyStoreId and CustomKeyStoreName exclude each other.")
        case (let id?, nil):
            let record = try keyStores.record(KeyStoreRecord.key(scope.account, scope.region, id))
            return DescribeCustomKeyStoresResponse(
                customKeyStores: [CustomKeyStoresListEntry(of: record)], truncated: false)
        case (nil, let name):
            let page = try await page(
                KeyStoreRecord.self, in: place, where: name.map { .equals(KeyStoreRecord.named, .string($0)) },
                PageRequest(input.limit, input.marker, standard: 100), for: scope)
            if let name, page.records.isEmpty {
                throw AWSError(
                    .customKeyStoreNotFoundException, "Custom key store with name \(name) does not exist.")
            }
            return DescribeCustomKeyStoresResponse(
                customKeyStores: page.records.map(CustomKeyStoresListEntry.init(of:)), nextMarker: page.nextMarker,
                truncated: page.isTruncated)
        }
    }
}
