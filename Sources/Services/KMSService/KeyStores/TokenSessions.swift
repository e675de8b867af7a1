import KeyEngine
import Store

/// The tokens that key stores are logged in to: one session a store, shared by all calls and begun on first use, so
/// that a store is connected again after a restart.
actor TokenSessions {
    private final class Entry: Sendable {
        let login: TokenLogin
        let session: Task<Result<any TokenSession, TokenError>, Never>

        init(_ login: TokenLogin, _ open: @escaping @Sendable () async -> Result<any TokenSession, TokenError>) {
            self.login = login
            session = Task { await open() }
        }

        func end() async {
            if case .success(let session) = await session.value { await session.logout() }
        }
    }

    private let tokens: any TokenDirectory
    private let rootKey: RootKey
    private var entries: [RecordKey: Entry] = [:]

    init(tokens: any TokenDirectory, rootKey: RootKey) {
        self.tokens = tokens
        self.rootKey = rootKey
    }

    /// The session that there is, or a new one.
    func session(_ login: TokenLogin) async throws(TokenError) -> any TokenSession {
        if let entry = entries[login.store], entry.login == login { return try await session(of: entry) }
        return try await begin(login)
    }

    /// A new session in any case: the one before may be of no use any more.
    func begin(_ login: TokenLogin) async throws(TokenError) -> any TokenSession {
        let previous = entries[login.store]
        let entry = Entry(login) { [tokens, rootKey] in
            // A module may know one user at a time: the last one goes before the next comes.
            await previous?.end()
            return await Self.open(login, tokens, rootKey)
        }
        entries[login.store] = entry
        return try await session(of: entry)
    }

    /// Logs out of whatever is not `login`.
    func end(_ store: RecordKey, unless login: TokenLogin?) async {
        guard let entry = entries[store], entry.login != login else { return }
        entries[store] = nil
        await entry.end()
    }

    func endAll() async {
        let all = entries.values
        entries = [:]
        for entry in all { await entry.end() }
    }

    private func session(of entry: Entry) async throws(TokenError) -> any TokenSession {
        switch await entry.session.value {
        case .success(let session): return session
        case .failure(let error):
            // A refused PIN is remembered: trying it at every call would lock the user out.
            let isRefused = error == .incorrectPIN || error == .lockedPIN
            if !isRefused, entries[entry.login.store] === entry { entries[entry.login.store] = nil }
            throw error
        }
    }

    private static func open(
        _ login: TokenLogin, _ tokens: any TokenDirectory, _ rootKey: RootKey
    ) async -> Result<any TokenSession, TokenError> {
        guard let cluster = tokens.cluster(login.clusterID) else {
            return .failure(.unreachable(reason: "no cluster \(login.clusterID) is configured"))
        }
        guard let password = try? login.password(openedBy: rootKey) else {
            return .failure(.failed(reason: "the password cannot be opened"))
        }
        do {
            return .success(try await cluster.login(pin: password))
        } catch {
            return .failure(error)
        }
    }
}
