import KMSModel
import ServiceKit

extension KMS {
    /// The audit journal goes back to the key's beginning, and so does what is known of its use.
    func getKeyLastUsage(
        _ input: GetKeyLastUsageRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> GetKeyLastUsageResponse {
        let record = key.value.record
        let use = try await usage.lastUse(of: key.value)
        return GetKeyLastUsageResponse(
            keyId: record.id, keyLastUsage: use.map(KeyLastUsageData.init) ?? KeyLastUsageData(),
            trackingStartDate: record.createdAt, keyCreationDate: record.createdAt)
    }

    public func noteUse(_ use: ResourceUse) {
        if let keyUse = KeyUse(use) { usage.note(keyUse, of: use.resource) }
    }
}

extension KeyLastUsageData {
    fileprivate init(_ use: KeyUse) {
        self.init(
            operation: use.operation, timestamp: use.time, cloudTrailEventId: use.eventID, kmsRequestId: use.requestID)
    }
}
