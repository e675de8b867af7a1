import AWSProtocols
import Essentials
import PolicyEngine
import SigV4

/// What an access key opens.
public struct Credential: Sendable {
    /// The secret that signatures are checked against; nil where any signature is accepted (`--dev`).
    public var secret: SecretAccessKey?
    public var caller: Caller
    /// The policies that were passed when the session was made; empty for long-term credentials.
    public var sessionPolicies: [AttachedPolicy]

    public init(secret: SecretAccessKey?, caller: Caller, sessionPolicies: [AttachedPolicy] = []) {
        self.secret = secret
        self.caller = caller
        self.sessionPolicies = sessionPolicies
    }
}

/// Why presented credentials open nothing.
public enum CredentialError: Error, Sendable, Equatable {
    /// No such key, an inactive one, or a session token that is not ours or not this key's.
    case invalid
    case expired
}

/// The identity policies that bind a caller.
public struct CallerPolicies: Sendable {
    public var identity: [AttachedPolicy]
    public var boundary: AttachedPolicy?

    public init(identity: [AttachedPolicy] = [], boundary: AttachedPolicy? = nil) {
        self.identity = identity
        self.boundary = boundary
    }
}

/// Knows access keys, principals and their policies. Answers from memory on the hot path.
public protocol IdentityProvider: Sendable {
    func credential(
        accessKeyID: String, sessionToken: String?, now: Timestamp
    ) async throws -> Credential
    func policies(of caller: Caller) async throws -> CallerPolicies
    /// The principal of this ARN as it would call; nil where there is none.
    func caller(named principal: String, now: Timestamp) async throws -> Caller?
    /// Notes that a key was used, for GetAccessKeyLastUsed. Must return at once.
    func noteUse(of caller: Caller, service: String, region: Region, at time: Timestamp)
    /// Notes a call that is on record, for last-accessed data. Must return at once.
    /// - Parameter service: the prefix of the service's actions, such as `kms`
    func noteAccess(by caller: Caller, service: String, action: String, region: Region, at time: Timestamp)
}

extension IdentityProvider {
    public func noteAccess(by caller: Caller, service: String, action: String, region: Region, at time: Timestamp) {}
}

extension IdentityProvider {
    public func caller(named principal: String, now: Timestamp) async throws -> Caller? { nil }
}
