import KMSModel
import ServiceKit

extension KMS {
    func describeKey(
        _ input: DescribeKeyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> DescribeKeyResponse {
        DescribeKeyResponse(keyMetadata: KeyMetadata(of: key.value.record.withoutExpiredMaterial(at: scope.now)))
    }
}
