import Essentials
import ServiceKit
import Store

/// One call, as last-accessed data knows it.
struct ObservedAccess: Sendable, Hashable {
    let subject: AccessSubject
    let action: String
    let access: Access
}

extension ObservedAccess {
    /// Nil for callers that are neither user nor role.
    init?(_ caller: Caller, _ service: String, _ action: String, _ region: Region, _ time: Timestamp) {
        switch caller.kind {
        case .user, .role: break
        default: return nil
        }
        subject = AccessSubject(account: caller.account, entityID: caller.entityID, service: service)
        self.action = action
        access = Access(time: time, region: region.description)
    }

    /// Nil where the entry is not the record of a call of the account's own user or role: services act, and resources
    /// are used from elsewhere.
    init?(_ entry: JournalEntry) {
        guard let account = entry.account, let region = entry.region, let record = try? JSON(parsing: entry.body),
            let identity = record["userIdentity"], identity["invokedBy"] == nil,
            let source = record["eventSource"]?.string, let action = record["eventName"]?.string,
            let entityID = Self.entityID(identity)
        else { return nil }
        let service = String(source.prefix { $0 != "." })
        subject = AccessSubject(account: account, entityID: entityID, service: service)
        self.action = action
        access = Access(time: entry.time, region: region.description)
    }

    private static func entityID(_ identity: JSON) -> String? {
        switch identity["type"]?.string {
        case "IAMUser": identity["principalId"]?.string
        case "AssumedRole": identity["sessionContext"]?["sessionIssuer"]?["principalId"]?.string
        default: nil
        }
    }
}
