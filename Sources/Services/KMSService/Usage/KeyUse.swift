import Essentials
import KMSModel
import ServiceKit

/// A use of a key that GetKeyLastUsage tells of.
struct KeyUse: Sendable, Hashable {
    let operation: KeyLastUsageTrackingOperation
    let time: Timestamp
    let eventID: String
    let requestID: String

    private static let tracked = Dictionary(
        uniqueKeysWithValues: KeyLastUsageTrackingOperation.allCases.map { ($0.rawValue, $0) })

    /// Nil where the operation is not a cryptographic one.
    init?(_ use: ResourceUse) {
        // Looked up by hash: comparing with each of the names in turn would be seen on the path of every call.
        guard let operation = Self.tracked[use.operation] else { return nil }
        self.operation = operation
        (time, eventID, requestID) = (use.time, use.eventID, use.requestID)
    }

    init(_ record: KeyUsageRecord) {
        (operation, time, eventID, requestID) = (record.operation, record.time, record.eventID, record.requestID)
    }
}

extension KeyUsageRecord {
    /// Nil where the ARN is not that of a key.
    init?(_ use: KeyUse, of keyARN: String) {
        guard let arn = ARN(keyARN), arn.resourceType == "key", let account = AccountID(arn.account),
            let region = Region(arn.region)
        else { return nil }
        self.init(
            account: account, region: region, keyID: arn.resourceName, operation: use.operation, time: use.time,
            eventID: use.eventID, requestID: use.requestID)
    }
}
