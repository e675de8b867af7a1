import AWSProtocols
import Essentials
import IAMModel
import Store

/// A virtual multi-factor device: a seed that a program on somebody's phone has, too.
struct MultiFactorDeviceRecord: TaggedResource {
    static let kind: RecordKind = "iam.mfaDevice"
    static let auditType = "AWS::IAM::VirtualMFADevice"

    /// Whose device it is, since when.
    struct Assignment: Codable, Sendable, Hashable {
        /// `AIDA…`
        var userID: String
        var enabledAt: Timestamp
        /// How many steps the device's clock is ahead of ours.
        var drift: Int64
    }

    var account: AccountID
    var path: String
    var name: String
    var createdAt: Timestamp
    /// The seed under the root key, in base 64.
    var sealedSeed: String
    var assignment: Assignment?
    /// The step of the last code that was accepted: none is accepted twice.
    var lastStep: Int64?
    var tags: [StoredTag] = []

    var arn: String { "arn:aws:iam::\(account):mfa\(path)\(name)" }
    var key: RecordKey { Self.key(account, path: path, name: name) }
    var indexes: [IndexEntry] {
        [IndexEntry(.assignment, assignment == nil ? "Unassigned" : "Assigned")]
            + (assignment.map { [IndexEntry(.userID, $0.userID)] } ?? [])
    }

    static func key(_ account: AccountID, path: String, name: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: path.dropFirst() + name)
    }

    static func key(ofARN arn: String, in account: AccountID) -> RecordKey? {
        arn.suffix(after: "arn:aws:iam::\(account):mfa/").map {
            RecordKey(account: account, region: nil, id: String($0))
        }
    }

    static func notFound(_ arn: String) -> AWSError {
        AWSError(.noSuchEntityException, "VirtualMFADevice with serial number \(arn) doesn't exist.")
    }
}

extension IndexField {
    /// Whether a device is some user's.
    static let assignment: IndexField = "assignment"
    /// `AIDA…` of the user whose device it is.
    static let userID: IndexField = "userID"
}
