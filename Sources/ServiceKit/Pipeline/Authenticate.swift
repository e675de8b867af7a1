import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

extension Pipeline {
    /// Who signed this, and is it theirs? Nothing after this step sees bytes that nobody vouches for.
    func authenticate(_ call: inout Call) async throws {
        guard let model = call.model else { throw AWSError.internalFailure }
        guard let presented = call.presented else {
            // `identify` has let it pass: its operation finds out who calls.
            guard call.operation?.takesUnsignedCalls == true else { throw AWSError.internalFailure }
            return
        }
        try presented.scope.requireService(model.metadata.signingName)
        guard let region = Region(presented.scope.region) else {
            throw AuthenticationError.wrongScope(.region(got: presented.scope.region))
        }
        let credential = try await lookUpCredential(presented, at: call.receivedAt)
        if let secret = credential.secret {
            try verifier.verify(
                presented, head: call.head, payload: .body(call.body), secret: secret, now: call.receivedAt)
        }
        call.credential = credential
        call.scope = scope(of: call, for: credential, in: model.isGlobal ? .standard : region)
        identity.noteUse(of: credential.caller, service: model.id.rawValue, region: region, at: call.receivedAt)
    }

    func scope(
        of call: Call, for credential: Credential, in region: Region, payload: HTTPBody = .empty,
        origin: ServiceOrigin? = nil
    ) -> RequestScope {
        var scope = RequestScope(
            caller: credential.caller, region: region, requestID: call.requestID, now: call.receivedAt,
            random: random, connection: call.head.connection, userAgent: call.head.headers["user-agent"] ?? "")
        scope.sessionPolicies = credential.sessionPolicies
        scope.payload = payload
        scope.origin = origin
        return scope
    }

    private func lookUpCredential(_ presented: PresentedSignature, at now: Timestamp) async throws -> Credential {
        do {
            return try await identity.credential(
                accessKeyID: presented.accessKeyID, sessionToken: presented.sessionToken, now: now)
        } catch CredentialError.invalid {
            throw AuthenticationError.unknownAccessKey
        } catch CredentialError.expired {
            throw AuthenticationError.expiredToken
        }
    }
}

extension ServiceModel {
    /// Whether the service has one home for all regions, so that its calls are recorded there.
    var isGlobal: Bool { id == .iam || id == .organizations }
}
