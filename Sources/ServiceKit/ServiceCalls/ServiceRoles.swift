import AWSProtocols
import Essentials
import HTTPMessage
import Synchronization

/// The sessions of roles that services act in. Each is assumed through STS, where the role's trust policy decides, and
/// used again until it is nearly over.
final class ServiceRoles: Sendable {
    private struct Key: Hashable {
        let principal: String
        let role: String
        let sessionName: String
        let source: String?
    }

    private struct Session {
        let accessKeyID: String
        let token: String
        let expiry: Timestamp
    }

    private let sessions = Mutex<[Key: Session]>([:])
    /// A change of the trust policy is felt within this span.
    private static let lifetime = TimeSpan.minutes(15)
    private static let limit = 10_000

    func credential(
        of role: String, named sessionName: String, for invoker: Invoker, by pipeline: Pipeline
    ) async throws -> Credential {
        let key = Key(
            principal: invoker.principal, role: role, sessionName: sessionName, source: invoker.source)
        let now = pipeline.time.now()
        if let session = sessions.withLock({ $0[key] }), now < session.expiry,
            let credential = try? await pipeline.identity.credential(
                accessKeyID: session.accessKeyID, sessionToken: session.token, now: now)
        {
            return credential
        }
        let session = try await assume(key, for: invoker, by: pipeline)
        sessions.withLock { sessions in
            if sessions.count >= Self.limit { sessions.removeAll() }
            sessions[key] = session
        }
        return try await pipeline.identity.credential(
            accessKeyID: session.accessKeyID, sessionToken: session.token, now: now)
    }

    private func assume(_ key: Key, for invoker: Invoker, by pipeline: Pipeline) async throws -> Session {
        guard let account = ARN(key.role).flatMap({ AccountID($0.account) }) else {
            throw AWSError.validation("\(key.role) is invalid")
        }
        var input = Structure(capacity: 2)
        input.add("RoleArn", key.role)
        input.add("RoleSessionName", key.sessionName)
        let service = Invoker(invoker.principal, .itself(account: account), source: invoker.source)
        let answer = try await pipeline.call(
            .sts, "AssumeRole", input, payload: .empty, as: service, in: .standard
        ).output
        guard case .structure(let credentials) = answer["Credentials"],
            let accessKeyID = try credentials.string("AccessKeyId"),
            let token = try credentials.string("SessionToken")
        else { throw AWSError.internalFailure }
        return Session(accessKeyID: accessKeyID, token: token, expiry: pipeline.time.now() + Self.lifetime)
    }
}
