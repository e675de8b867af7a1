import AWSProtocols
import CloudTrailModel
import Essentials
import PolicyEngine
import ServiceKit
import Store

/// How an operation finds what it acts on, and what must be asked before it may.
typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

extension CloudTrail {
    static let auditType = "AWS::CloudTrail::Trail"

    /// No resource in particular.
    func nothing<Input>(_ action: ActionName) -> Lookup<Input, Void> {
        { _, scope in Target((), AccessCheck(action: action, account: scope.account)) }
    }

    /// A trail that the caller may see: one of its account, or of its organization.
    /// - Parameter tags: that the call is about to give it
    func trail<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        tags: @escaping @Sendable (Input) -> [Tag] = { _ in [] }
    ) -> Lookup<Input, TrailRecord> {
        { input, scope in
            try trail(named: input[keyPath: name], action, tags: tags(input), in: scope)
        }
    }

    func trail(
        named name: String, _ action: ActionName, tags: [Tag] = [], in scope: RequestScope
    ) throws -> Target<TrailRecord> {
        let reference = try TrailReference(name, account: scope.account, region: scope.region)
        let found = try store.get(TrailRecord.self, reference.key)?.record
        let isVisible = try found.map { try sees($0, scope.account) } ?? false
        // A trail of the organization is asked about as the account's own.
        var check = AccessCheck(
            action: action, resource: reference.arn, account: isVisible ? scope.account : reference.account,
            auditType: Self.auditType)
        guard isVisible, let trail = found else {
            throw TargetNotFound(.unknownTrail(reference.arn, for: scope.account), check: check)
        }
        let conditions = TrailConditions(resourceTags: trail.tags, tags: tags)
        check.conditionKeys = conditions.value
        return Target(trail, check)
    }

    /// A trail that the caller's account may change.
    func changeableTrail<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        tags: @escaping @Sendable (Input) -> [Tag] = { _ in [] }
    ) -> Lookup<Input, TrailRecord> {
        let find: Lookup<Input, TrailRecord> = trail(name, action, tags: tags)
        return { input, scope in
            let target = try await find(input, scope)
            guard let check = target.checks.first else { throw AWSError.internalFailure }
            if let refusal = try refusal(of: target.resource, in: scope) {
                throw TargetNotFound(refusal, check: check)
            }
            return target
        }
    }

    /// Why the account may not change a trail that it sees; nil where it may.
    private func refusal(of trail: TrailRecord, in scope: RequestScope) throws -> AWSError? {
        if trail.account != scope.account {
            let membership = try organizations.membership(of: scope.account)
            guard membership?.delegatedServices.contains(Self.principal) == true else { return .notManagementAccount }
        }
        return trail.home == scope.region ? nil : .homeRegion(trail)
    }

    /// Whether a trail is the account's own, or one of its organization.
    func sees(_ trail: TrailRecord, _ account: AccountID) throws -> Bool {
        if trail.account == account { return true }
        guard let organization = trail.organizationID else { return false }
        return try organizations.membership(of: account)?.organizationID == organization
    }
}

extension TrailReference {
    var key: RecordKey { TrailRecord.key(account, home, name) }
}
