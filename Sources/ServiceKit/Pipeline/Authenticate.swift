import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

extension Pipeline {
    /// Who signed this, and is it theirs? Nothing after this step sees bytes that nobody vouches for.
    func authenticate(_ call: inout Call) async throws {
        guard let model = call.model else { throw AWSError.internalFailure }
        if let form = call.form, form["policy"] != nil { return try await authenticate(form, &call, to: model) }
        guard let presented = call.presented else {
            if let earlier = call.earlier { return try await authenticate(earlier, &call) }
            return try admitUnsigned(&call, to: model)
        }
        try presented.scope.requireService(model.metadata.signingName)
        guard let region = Region(presented.scope.region) else {
            throw AuthenticationError.wrongScope(.region(got: presented.scope.region))
        }
        let credential = try await lookUpCredential(
            presented.accessKeyID, presented.sessionToken, at: call.receivedAt)
        let chunks = try credential.secret.map { secret in
            try verifier.verify(
                presented, head: call.head, payload: call.evidence, secret: secret, now: call.receivedAt)
        }
        call.credential = credential
        call.scope = scope(of: call, for: credential, in: model.isGlobal ? .standard : region)
        if call.address != nil { try expectPayload(as: presented.payload, signedBy: chunks, of: &call) }
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

    /// A URL of S3's that was signed by the older method, which knows neither regions nor what the body is to be.
    private func authenticate(_ signature: EarlierSignature, _ call: inout Call) async throws {
        let credential = try await lookUpCredential(
            signature.accessKeyID, signature.sessionToken, at: call.receivedAt)
        if let secret = credential.secret {
            try signature.verify(call.head, path: call.address?.path ?? "", secret: secret, now: call.receivedAt)
        }
        call.credential = credential
        call.scope = scope(of: call, for: credential, in: .standard)
        try expectPayload(as: .unsigned, signedBy: nil, of: &call)
        call.scope?.arrival?.signature = .query
        identity.noteUse(
            of: credential.caller, service: call.serviceName, region: .standard, at: call.receivedAt)
    }

    /// A call that nobody has signed: one whose operation finds out who calls, or one to S3, where the policy of a bucket
    /// may let in everybody.
    private func admitUnsigned(_ call: inout Call, to model: ServiceModel) throws {
        if call.operation?.takesUnsignedCalls == true { return }
        guard services.service(model.id)?.takesAnonymousCalls == true else {
            throw AuthenticationError.missingAuthenticationToken
        }
        call.credential = .anonymous
        call.scope = scope(of: call, for: .anonymous, in: .standard)
        let isChunked = call.head.headers["x-amz-content-sha256"] == StreamingPayload.unsignedWithTrailer.rawValue
        try expectPayload(as: isChunked ? .streaming(.unsignedWithTrailer) : .unsigned, signedBy: nil, of: &call)
    }

    /// What the body of a request to S3 has to be: of a body in memory at once, of one on its way as it is read.
    func expectPayload(
        as declaration: PayloadDeclaration, signedBy signer: ChunkSigner?, of call: inout Call
    ) throws {
        let headers = call.form?.headers ?? call.head.headers
        let trailer = try PayloadTrailer.announced(by: headers, declaration)
        let arrival = Arrival(
            call.head, call.presented, isVirtualHosted: call.address?.isVirtualHosted ?? false)
        call.scope?.trailer = trailer
        call.scope?.arrival = arrival
        switch call.form.map({ HTTPBody.stream($0.file) }) ?? call.received {
        case .bytes(let bytes):
            var verifier = try PayloadVerifier(headers, declaration, isWhole: true, signer: signer, trailer: trailer)
            call.body = try verifier.take(bytes)
            try verifier.finish()
            let body = call.body
            call.scope?.payload = .bytes(body)
        case .stream(let pieces):
            let verifier = try PayloadVerifier(
                headers, declaration, isWhole: false, isForm: call.form != nil, signer: signer,
                trailer: trailer)
            call.scope?.payload = .stream(VerifiedPayload(base: pieces, verifier: verifier))
        }
    }

    func lookUpCredential(
        _ accessKeyID: String, _ sessionToken: String?, at now: Timestamp
    ) async throws -> Credential {
        do {
            return try await identity.credential(accessKeyID: accessKeyID, sessionToken: sessionToken, now: now)
        } catch CredentialError.invalid {
            throw AuthenticationError.unknownAccessKey
        } catch CredentialError.expired {
            throw AuthenticationError.expiredToken
        }
    }
}

extension Call {
    /// What is known of the body while the signature is verified.
    fileprivate var evidence: PayloadEvidence {
        if case .stream = received { .deferred } else { .body(body) }
    }
}

extension ServiceModel {
    /// Whether the service has one home for all regions, so that its calls are recorded there.
    var isGlobal: Bool { id == .iam || id == .organizations }
}
