import Essentials
import Store

/// What a user or role last did with one service.
struct AccessRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.access"

    var account: AccountID
    var entityID: String
    var service: String
    var summary: AccessSummary

    init(_ subject: AccessSubject, _ summary: AccessSummary) {
        (account, entityID, service) = (subject.account, subject.entityID, subject.service)
        self.summary = summary
    }

    var subject: AccessSubject { AccessSubject(account: account, entityID: entityID, service: service) }
    var key: RecordKey { Self.key(subject) }
    var indexes: [IndexEntry] { [IndexEntry(.entity, entityID)] }

    static func key(_ subject: AccessSubject) -> RecordKey {
        RecordKey(account: subject.account, region: nil, id: "\(subject.entityID)/\(subject.service)")
    }
}

extension IndexField {
    /// The unique id of a user or role.
    static let entity: IndexField = "entity"
}
