import AWSProtocols
import Essentials

/// Keeps the keys of issuers for an hour, and asks again earlier for one that is new, but seldom: tokens are not
/// verified yet when they name a key, so anybody can name one that is not there.
actor IssuerKeyCache {
    private struct Entry {
        var keys: Result<[IssuerKey], AWSError>
        var fetchedAt: Timestamp
    }

    private let discovery: IssuerDiscovery
    private var entries: [String: Entry] = [:]
    private var fetches: [String: Task<Result<[IssuerKey], AWSError>, Never>] = [:]

    private static let longest = TimeSpan.hours(1)
    /// How soon a fetch may follow another that did not bring the key, or anything.
    private static let shortest = TimeSpan.seconds(30)
    /// When there are more issuers, all are forgotten.
    private static let mostIssuers = 1024

    init(_ discovery: IssuerDiscovery) { self.discovery = discovery }

    /// The issuer's keys that a token may have been signed with.
    func keys(of issuer: String, named id: String?, now: Timestamp) async throws(AWSError) -> [IssuerKey] {
        if let entry = entries[issuer], isCurrent(entry, for: id, now: now) {
            return try entry.keys.get().candidates(named: id)
        }
        return try await fetch(issuer, at: now).value.get().candidates(named: id)
    }

    private func isCurrent(_ entry: Entry, for id: String?, now: Timestamp) -> Bool {
        let age = now - entry.fetchedAt
        guard age >= TimeSpan(milliseconds: 0) else { return false }
        if age < Self.shortest { return true }
        guard case .success(let keys) = entry.keys else { return false }
        return age < Self.longest && !keys.candidates(named: id).isEmpty
    }

    /// One fetch at a time for each issuer, whoever waits for it.
    private func fetch(_ issuer: String, at now: Timestamp) -> Task<Result<[IssuerKey], AWSError>, Never> {
        if let running = fetches[issuer] { return running }
        let task = Task {
            let result: Result<[IssuerKey], AWSError>
            do throws(AWSError) {
                result = .success(try await discovery.keys(of: issuer))
            } catch { result = .failure(error) }
            fetches[issuer] = nil
            if entries.count >= Self.mostIssuers { entries.removeAll() }
            entries[issuer] = Entry(keys: result, fetchedAt: now)
            return result
        }
        fetches[issuer] = task
        return task
    }
}

extension [IssuerKey] {
    /// A token that names no key may have been signed with any.
    fileprivate func candidates(named id: String?) -> [IssuerKey] {
        guard let id else { return Array(prefix(16)) }
        return filter { $0.id == id }
    }
}
