import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Store

extension CloudTrail {
    /// The keys that signed digests of the Region within a time. Source: CloudTrail API reference, ListPublicKeys.
    func listPublicKeys(
        _ input: ListPublicKeysRequest, _ nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListPublicKeysResponse {
        guard input.nextToken == nil else { throw AWSError.invalidToken }
        let (start, end) = (input.startTime ?? scope.now, input.endTime ?? scope.now)
        guard start <= end else {
            throw AWSError(.invalidTimeRangeException, "StartTime cannot be after EndTime.")
        }
        let keys = try await store.read { try $0.all(DigestKeyRecord.self, in: .region(nil, scope.region)) }
        let valid = keys.filter { $0.validFrom <= end && start <= $0.validUntil }
        return ListPublicKeysResponse(
            publicKeyList: valid.sorted { $0.validFrom < $1.validFrom }.map {
                PublicKey(
                    value: $0.publicKey, validityStartTime: $0.validFrom, validityEndTime: $0.validUntil,
                    fingerprint: $0.fingerprint)
            })
    }
}
