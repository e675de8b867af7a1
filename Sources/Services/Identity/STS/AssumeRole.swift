import AWSProtocols
import Essentials
import PolicyEngine
import STSModel
import ServiceKit

extension STS {
    /// Answers temporary credentials for a role that trusts the caller. The credentials stand for themselves: nothing
    /// is stored, and every server with the same root key honours them.
    func assumeRole(
        _ input: AssumeRoleRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) async throws -> AssumeRoleResponse {
        let role = role.value
        guard input.serialNumber == nil, input.tokenCode == nil else { throw Self.unknownMultiFactorDevice }
        let policies = try sessionPolicies(of: input, in: role.account)
        let tags = try sessionTags(of: input, caller: scope.caller)
        let claims = SessionClaims(
            accessKeyID: AccessKeyID.make(.session, account: role.account, random: scope.random),
            secret: directory.vault.drawSecret(), account: role.account,
            holder: .role(name: role.name, arn: role.arn, id: role.id, sessionName: input.roleSessionName),
            issuedAt: scope.now, expiresAt: scope.now + (try duration(of: input, role: role, caller: scope.caller)),
            sourceIdentity: try sourceIdentity(of: input, caller: scope.caller), policies: policies,
            tags: tags.all, transitiveTagKeys: tags.transitiveKeys)
        return AssumeRoleResponse(
            credentials: try directory.credentials(of: claims),
            assumedRoleUser: AssumedRoleUser(
                assumedRoleId: "\(role.id):\(input.roleSessionName)",
                arn: "arn:aws:sts::\(role.account):assumed-role/\(role.name)/\(input.roleSessionName)"),
            packedPolicySize: try packedPolicySize(policies, tags.all), sourceIdentity: claims.sourceIdentity)
    }

    /// One hour unless asked otherwise; at most what the role allows, and an hour where roles are chained.
    private func duration(of input: AssumeRoleRequest, role: RoleRecord, caller: Caller) throws -> TimeSpan {
        let seconds = input.durationSeconds ?? 3600
        if case .role = caller.kind, seconds > 3600 {
            throw AWSError.validation(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
        }
        guard seconds <= role.maximumSessionDuration else {
            throw AWSError.validation(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        }
        return .seconds(Int64(seconds))
    }

    /// Once set, a source identity stays through every chained session.
    private func sourceIdentity(of input: AssumeRoleRequest, caller: Caller) throws -> String? {
        guard let earlier = caller.session?.sourceIdentity else { return input.sourceIdentity }
        guard input.sourceIdentity == nil || input.sourceIdentity == earlier else {
            throw AWSError.validation("The source identity of a session cannot be changed.")
        }
        return earlier
    }
}

extension STS {
    /// Tags that travel on from the caller's session, and the ones passed now.
    private func sessionTags(
        of input: AssumeRoleRequest, caller: Caller
    ) throws -> (all: [String: String], transitiveKeys: [String]) {
        var tags = caller.session?.transitiveTags ?? [:]
        var names = Set(tags.keys.map { $0.lowercased() })
        let inherited = Array(tags.keys)
        for tag in input.tags ?? [] {
            guard names.insert(tag.key.lowercased()).inserted else {
                throw AWSError(
                    code: "InvalidParameterValue",
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
            tags[tag.key] = tag.value
        }
        for key in input.transitiveTagKeys ?? [] where tags[key] == nil {
            throw AWSError(
                code: "InvalidParameterValue",
                "One or more transitive tag keys were not found in the session tags: \(key)")
        }
        return (tags, inherited + (input.transitiveTagKeys ?? []))
    }

    /// The documents that limit the session: the one passed, and those of the managed policies named.
    /// These are the role's account's or AWS's own (STS API reference, AssumeRole, `PolicyArns`).
    private func sessionPolicies(of input: AssumeRoleRequest, in account: AccountID) throws -> [String] {
        var documents: [String] = []
        if let policy = input.policy {
            do throws(PolicyError) {
                _ = try Policy(parsing: policy, as: .session)
            } catch { throw AWSError(STSErrorCode.malformedPolicyDocumentException, error.message) }
            documents.append(policy)
        }
        for arn in (input.policyArns ?? []).compactMap(\.arn) {
            let policy = PolicyARN(parsing: arn)
            let isWithinReach = policy.map { $0.account == nil || $0.account == account } ?? false
            let found = try directory.store.readNow { try PolicyReader.document(ofManagedPolicy: arn, $0) }
            guard isWithinReach, let found else {
                throw AWSError(code: "InvalidParameterValue", "PolicyArn \(arn) was not found")
            }
            documents.append(found)
        }
        return documents
    }

    /// How much of the room for policies and tags is used, in percent. AWS packs both into a binary form that it does
    /// not document; here it is their plain size against the documented limits of 2,048 characters of policy, and 50
    /// tags of 128 and 256.
    private func packedPolicySize(_ policies: [String], _ tags: [String: String]) throws -> Int? {
        guard !policies.isEmpty || !tags.isEmpty else { return nil }
        let size =
            policies.reduce(0) { $0 + $1.utf8.count }
            + tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        let room = 2048 * 10 + 50 * (128 + 256)
        let percent = (size * 100 + room - 1) / room
        guard percent <= 100 else {
            throw AWSError(
                .packedPolicyTooLargeException, "Packed size of session tags consumes \(percent)% of allotted space.")
        }
        return percent
    }
}
