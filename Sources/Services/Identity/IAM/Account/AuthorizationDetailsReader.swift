import Essentials
import IAMModel
import Store

/// The lists that GetAccountAuthorizationDetails runs through, in this order.
enum AuthorizationDetailsPart: Int, CaseIterable {
    case users
    case groups
    case roles
    case localPolicies
    case awsPolicies

    func isWanted(by filter: [EntityType]?) -> Bool {
        guard let filter, !filter.isEmpty else { return true }
        switch self {
        case .users: return filter.contains(.user)
        case .groups: return filter.contains(.group)
        case .roles: return filter.contains(.role)
        case .localPolicies: return filter.contains(.localManagedPolicy)
        case .awsPolicies: return filter.contains(.awsManagedPolicy)
        }
    }
}

/// One entry of those lists, with what belongs to it.
enum AuthorizationDetail: Sendable {
    /// With the names of the user's groups.
    case user(UserRecord, groups: [String])
    case group(GroupRecord)
    /// With the instance profiles that have the role.
    case role(RoleRecord, [InstanceProfileRecord])
    case policy(ManagedPolicy, PolicyUsage)
}

/// Reads pages that run through several lists. A place is the number of a list and the id of an entry in it.
struct AuthorizationDetailsReader {
    let account: AccountID
    let transaction: any ReadTransaction

    private typealias Entry = (detail: AuthorizationDetail, id: String)

    /// At most `size` entries, and the place of the last where there are more.
    func page(
        of parts: [AuthorizationDetailsPart], after place: String?, size: Int
    ) throws -> ([AuthorizationDetail], String?) {
        let start = place.flatMap(Place.init)
        var found: [(place: Place, detail: AuthorizationDetail)] = []
        for part in parts where part.rawValue >= start?.part ?? 0 && found.count <= size {
            let last = start?.part == part.rawValue ? start?.id : nil
            found += try entries(of: part, after: last, limit: size + 1 - found.count)
                .map { (Place(part: part.rawValue, id: $0.id), $0.detail) }
        }
        let page = found.prefix(size)
        return (page.map(\.detail), found.count > size ? page.last?.place.text : nil)
    }

    private struct Place {
        let part: Int
        let id: String

        init(part: Int, id: String) { (self.part, self.id) = (part, id) }

        init?(_ text: String) {
            guard let slash = text.firstIndex(of: "/"), let part = Int(text[..<slash]) else { return nil }
            self.init(part: part, id: String(text[slash...].dropFirst()))
        }

        var text: String { "\(part)/\(id)" }
    }

    private func entries(of part: AuthorizationDetailsPart, after id: String?, limit: Int) throws -> [Entry] {
        switch part {
        case .users: try records(UserRecord.self, id, limit).map { (.user($0, groups: try groups(of: $0)), $0.key.id) }
        case .groups: try records(GroupRecord.self, id, limit).map { (.group($0), $0.key.id) }
        case .roles:
            try records(RoleRecord.self, id, limit).map {
                (.role($0, try transaction.instanceProfiles(ofRole: $0)), $0.key.id)
            }
        case .localPolicies:
            try records(ManagedPolicyRecord.self, id, limit).map {
                (.policy(.own($0), try transaction.usage(ofPolicy: $0.arn, in: account)), $0.key.id)
            }
        case .awsPolicies: try awsPolicies(after: id, limit: limit)
        }
    }

    private func records<Record: StoredRecord>(
        _ type: Record.Type, _ id: String?, _ limit: Int
    ) throws -> [Record] {
        let position = id.map { RecordPosition(value: nil, key: RecordKey(account: account, region: nil, id: $0)) }
        return try transaction.query(type, in: .account(account), limit: limit, after: position).records.map(\.record)
    }

    private func groups(of user: UserRecord) throws -> [String] {
        try user.groups.sorted().compactMap {
            try transaction.get(GroupRecord.self, GroupRecord.key(account, $0))?.record.name
        }
    }

    /// Those of AWS's own that the account uses.
    private func awsPolicies(after id: String?, limit: Int) throws -> [Entry] {
        var found: [Entry] = []
        for entry in BuiltInPolicies.all where found.count < limit && entry.name.lowercased() > id ?? "" {
            let usage = try transaction.usage(ofPolicy: entry.arn, in: account)
            guard usage.attachments + usage.boundaries > 0 else { continue }
            found.append((.policy(.builtIn(entry), usage), entry.name.lowercased()))
        }
        return found
    }
}
