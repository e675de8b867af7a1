import KMSModel
import ServiceKit

extension KMS {
    func describeKey(
        _ input: DescribeKeyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> DescribeKeyResponse {
        let record = key.value.record.withoutExpiredMaterial(at: scope.now)
        var metadata = KeyMetadata(of: record)
        if let held = key.value.held { metadata.describe(try keyStores.record(held.store), holding: record) }
        return DescribeKeyResponse(keyMetadata: metadata)
    }
}
