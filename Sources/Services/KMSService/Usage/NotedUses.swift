import Essentials

/// The last uses of keys that are not in the store yet, by the ARN of the key.
struct NotedUses: Sendable {
    private var noted: [String: KeyUse] = [:]
    /// What is on its way to the store.
    private var leaving: [String: KeyUse] = [:]
    /// When the oldest of `noted` was noted.
    private(set) var since: Timestamp?

    mutating func note(_ use: KeyUse, of key: String) {
        if since == nil { since = use.time }
        noted[key] = use
    }

    /// Adds uses that are older than any that have been noted.
    mutating func noteEarlier(_ uses: [String: KeyUse]) {
        noted.merge(uses) { later, _ in later }
        if let oldest = uses.values.map(\.time).min() { since = min(oldest, since ?? oldest) }
    }

    func lastUse(of key: String) -> KeyUse? { noted[key] ?? leaving[key] }

    /// Hands out what is noted, which is remembered until `arrived` or `returned`.
    mutating func leave() -> [String: KeyUse] {
        (leaving, noted, since) = (noted, [:], nil)
        return leaving
    }

    mutating func arrived() { leaving = [:] }

    mutating func returned() {
        let uses = leaving
        leaving = [:]
        noteEarlier(uses)
    }
}
