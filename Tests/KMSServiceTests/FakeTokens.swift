import Essentials
import Synchronization

@testable import KeyEngine

/// Clusters in memory, which a test takes away, brings back and looks into.
final class FakeTokens: TokenDirectory {
    static let pin = "kmsuser-pin"

    let first = FakeCluster(trustAnchor: Certificates.one)
    /// Shares the keys of the first, as a cluster made from its backup does.
    let related: FakeCluster
    let unrelated = FakeCluster(trustAnchor: Certificates.two)

    init() { related = FakeCluster(trustAnchor: Certificates.one, keys: first.keys) }

    func cluster(_ id: String) -> (any TokenCluster)? {
        switch id {
        case "cluster-aaaaaaaaaaa": first
        case "cluster-bbbbbbbbbbb": related
        case "cluster-ccccccccccc": unrelated
        default: nil
        }
    }
}

final class FakeCluster: TokenCluster {
    final class Keys: Sendable {
        let byLabel = Mutex<[String: SecretBytes]>([:])
    }

    struct State: Sendable {
        var isAway = false
        var pin = FakeTokens.pin
        var isLocked = false
        var logins = 0
        /// Sessions from before the token went away are of no use any more.
        var epoch = 0
    }

    let trustAnchor: String?
    let keys: Keys
    let state = Mutex(State())

    init(trustAnchor: String?, keys: Keys = Keys()) {
        self.trustAnchor = trustAnchor
        self.keys = keys
    }

    var labels: Set<String> { keys.byLabel.withLock { Set($0.keys) } }
    var logins: Int { state.withLock { $0.logins } }

    func set(isAway: Bool) {
        state.withLock {
            $0.isAway = isAway
            $0.epoch += 1
        }
    }

    func login(pin: SecretBytes) throws(TokenError) -> any TokenSession {
        let outcome: Result<Int, TokenError> = state.withLock { state in
            state.logins += 1
            guard !state.isAway else { return .failure(.unreachable(reason: "away")) }
            guard !state.isLocked else { return .failure(.lockedPIN) }
            guard pin == SecretBytes(Array(state.pin.utf8)) else { return .failure(.incorrectPIN) }
            return .success(state.epoch)
        }
        return FakeSession(cluster: self, epoch: try outcome.get())
    }
}

struct FakeSession: TokenSession {
    let cluster: FakeCluster
    let epoch: Int

    private func key(_ label: String) throws(TokenError) -> SecretBytes {
        try requirePresent()
        guard let key = cluster.keys.byLabel.withLock({ $0[label] }) else { throw .noSuchKey }
        return key
    }

    private func requirePresent() throws(TokenError) {
        guard cluster.state.withLock({ !$0.isAway && $0.epoch == epoch }) else { throw .unreachable(reason: "away") }
    }

    func generateKey(label: String) throws(TokenError) {
        try requirePresent()
        cluster.keys.byLabel.withLock { $0[label] = SecretBytes(SystemRandom().bytes(32)) }
    }

    func hasKey(label: String) throws(TokenError) -> Bool {
        try requirePresent()
        return cluster.labels.contains(label)
    }

    func encrypt(
        _ plaintext: SecretBytes, under label: String, nonce: [UInt8], authenticating data: [UInt8]
    ) throws(TokenError) -> [UInt8] {
        let key = try key(label).copyBytes()
        var sealed = [UInt8](repeating: 0, count: plaintext.count + 16)
        do {
            try plaintext.withUnsafeBytes { plaintext in
                try data.withUnsafeBytes { data in
                    try AESGCM.seal(plaintext, key: key, nonce: nonce, header: data, context: [], into: &sealed)
                }
            }
        } catch { throw .failed(reason: "\(error)") }
        return sealed
    }

    func decrypt(
        _ ciphertextAndTag: [UInt8], under label: String, nonce: [UInt8], authenticating data: [UInt8]
    ) throws(TokenError) -> SecretBytes {
        let key = try key(label).copyBytes()
        let plaintext = ciphertextAndTag.withUnsafeBytes { sealed in
            data.withUnsafeBytes { AESGCM.open(sealed, key: key, nonce: nonce, header: $0, context: []) }
        }
        guard let plaintext else { throw .invalidCiphertext }
        return plaintext
    }

    func destroyKey(label: String) throws(TokenError) {
        try requirePresent()
        cluster.keys.byLabel.withLock { $0[label] = nil }
    }

    func random(_ count: Int) throws(TokenError) -> SecretBytes {
        try requirePresent()
        return SecretBytes([UInt8](repeating: 7, count: count))
    }

    func logout() {}
}
