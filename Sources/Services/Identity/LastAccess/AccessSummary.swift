import Essentials

/// When and where something was last done.
struct Access: Codable, Sendable, Hashable {
    var time: Timestamp
    var region: String
}

/// What a user or role last did with one service: attempts count, whether or not they were allowed.
/// Source: IAM API reference, GenerateServiceLastAccessedDetails.
struct AccessSummary: Codable, Sendable, Hashable {
    /// By action, such as `Decrypt`; never empty.
    private(set) var actions: [String: Access]

    init(_ action: String, _ access: Access) { actions = [action: access] }

    var last: Access? { actions.values.max { $0.time < $1.time } }

    mutating func note(_ action: String, _ access: Access) {
        if let known = actions[action], known.time > access.time { return }
        actions[action] = access
    }

    mutating func merge(_ other: AccessSummary) {
        for (action, access) in other.actions { note(action, access) }
    }

    func merging(_ other: AccessSummary) -> AccessSummary {
        var merged = self
        merged.merge(other)
        return merged
    }

    /// Without what lies before `start`; nil where nothing is left.
    func since(_ start: Timestamp) -> AccessSummary? {
        var recent = self
        recent.actions = actions.filter { $0.value.time >= start }
        return recent.actions.isEmpty ? nil : recent
    }
}

/// One user or role and one service.
struct AccessSubject: Hashable, Sendable {
    let account: AccountID
    /// `AIDA…` or `AROA…`
    let entityID: String
    /// The prefix of the service's actions, such as `kms`.
    let service: String
}
