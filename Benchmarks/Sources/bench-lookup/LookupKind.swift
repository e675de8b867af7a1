import Essentials
import ServiceKit
import Store

/// What is looked up.
enum LookupKind: String, CaseIterable {
    case userName = "Username"
    case userNameOfAWeek = "Username, a week of it"
    case unknownUserName = "Username that nobody has"
    case eventName = "EventName"
    case rareEventName = "EventName of one in a million"
    case readOnly = "ReadOnly"
    case resourceType = "ResourceType"
    case resourceName = "ResourceName"
    case eventSource = "EventSource"
    case accessKeyID = "AccessKeyId"
    case eventID = "EventId"
    case nothing = "no attribute"

    func query(_ turn: Int, in store: any Store, _ ledger: Ledger) async throws -> AuditQuery {
        var query = AuditQuery(account: .standard, region: .standard, times: ledger.times)
        query.filter = try await filter(turn, in: store, ledger)
        if self == .userNameOfAWeek {
            let week = ledger.start + .days(Int64(turn) % 80)
            query.times = week...week + .days(7)
        }
        return query
    }

    private func filter(_ turn: Int, in store: any Store, _ ledger: Ledger) async throws -> AuditQuery.Filter? {
        let user = turn * 7 % Ledger.users
        switch self {
        case .userName, .userNameOfAWeek: return .init(.userName, Ledger.userName(user))
        case .unknownUserName: return .init(.userName, "nobody-\(turn)")
        case .eventName: return .init(.eventName, Ledger.eventNames[turn % Ledger.eventNames.count])
        case .rareEventName: return .init(.eventName, Ledger.rareEventName)
        case .readOnly: return .init(.readOnly, turn % 2 == 0 ? "true" : "false")
        case .resourceType: return .init(.resourceType, "AWS::KMS::Key")
        case .resourceName: return .init(.resourceName, Ledger.keyARN(turn * 13 % Ledger.keys))
        case .eventSource: return .init(.eventSource, "kms.amazonaws.com")
        case .accessKeyID: return .init(.accessKeyID, Ledger.accessKeyID(user))
        case .eventID:
            let sequence = Int64(turn % 1000) * Int64(ledger.events) / 1000
            let entry = try await store.read { try $0.journal(AuditRecord.stream, after: sequence, limit: 1) }.first
            return .init(.eventID, entry?.entry.id ?? "")
        case .nothing: return nil
        }
    }

    /// Whether a page can be the answer.
    func isAnswered(by page: AuditEventPage) -> Bool {
        switch self {
        case .unknownUserName: page.events.isEmpty && page.next == nil
        case .eventID: page.events.count == 1
        // There are few of them, or none where there are few events.
        case .rareEventName: page.next == nil
        default: !page.events.isEmpty
        }
    }
}
