import Essentials
import KMSModel
import ServiceKit

/// A rotation that has been made, for the audit trail.
/// Source: AWS KMS developer guide, "RotateKey" among the CloudTrail log entries.
struct KeyRotation {
    let key: KeyRecord
    let type: RotationType
    let previousMaterialID: String?
    let currentMaterialID: String

    func event(at now: Timestamp) -> ServiceEvent {
        var details: JSON.Object = [
            "rotationType": .string(type.rawValue), "keyOrigin": .string(key.origin.rawValue),
        ]
        if let previousMaterialID { details["previousKeyMaterialId"] = .string(previousMaterialID) }
        details["currentKeyMaterialId"] = .string(currentMaterialID)
        details["keyId"] = .string(key.id)
        return ServiceEvent(named: "RotateKey", of: key, at: now, details: details)
    }
}

extension ServiceEvent {
    /// Something that happened to a key without a call.
    init(named name: String, of key: KeyRecord, at now: Timestamp, details: JSON.Object) {
        self.init(
            name: name, source: KMS.eventSource, account: key.account, region: key.region, time: now,
            resources: [AuditResource(arn: key.arn, type: KMS.keyType, account: key.account)], details: details)
    }
}
