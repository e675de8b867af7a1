import AWSProtocols
import IAMModel
import PolicyEngine
import ServiceKit
import Store

extension IAM {
    static let instanceProfileType = "AWS::IAM::InstanceProfile"

    func instanceProfile<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> RequestConditions = { _ in .none }
    ) -> Lookup<Input, InstanceProfileRecord> {
        { try profile(named: $0[keyPath: name], action, conditions($0), in: $1) }
    }

    /// Giving a profile a role asks for more: may the caller pass that role to EC2?
    /// Source: IAM API reference, AddRoleToInstanceProfile.
    func profileForRole(
        _ input: AddRoleToInstanceProfileRequest, in scope: RequestScope
    ) throws -> Target<InstanceProfileRecord> {
        var target = try profile(named: input.instanceProfileName, "iam:AddRoleToInstanceProfile", .none, in: scope)
        let pass: Target<RoleRecord> = try entity(input.roleName, "iam:PassRole", .none, in: scope)
        target.checks += pass.checks.map { check in
            var check = check
            let own = check.conditionKeys
            check.conditionKeys = { $0 == "iam:passedtoservice" ? .one("ec2.amazonaws.com") : own($0) }
            return check
        }
        return target
    }

    private func profile(
        named name: String, _ action: ActionName, _ request: RequestConditions, in scope: RequestScope
    ) throws -> Target<InstanceProfileRecord> {
        let key = InstanceProfileRecord.key(scope.account, name)
        guard let profile = try store.get(InstanceProfileRecord.self, key)?.record else {
            let arn = InstanceProfileRecord.arn(scope.account, "/\(name)")
            throw TargetNotFound(
                .noSuchInstanceProfile(name),
                check: check(action, arn, Self.instanceProfileType, IAMConditions(request: request), in: scope))
        }
        let conditions = IAMConditions(request: request, resourceTags: profile.tags)
        return Target(profile, check(action, profile.arn, Self.instanceProfileType, conditions, in: scope))
    }

    /// A change of one profile's record, as it is when the change is made.
    func change(
        _ profile: InstanceProfileRecord,
        _ body: @escaping @Sendable (inout InstanceProfileRecord, any WriteTransaction) throws -> Void
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(profile)
            var record = current.record
            try body(&record, transaction)
            if record != current.record { try transaction.update(record, expecting: current.version) }
            return EmptyStructure()
        }
    }
}

extension ReadTransaction {
    /// The profile as it is now. Throws NoSuchEntity when it has been deleted meanwhile.
    func current(_ profile: InstanceProfileRecord) throws -> Versioned<InstanceProfileRecord> {
        guard let current = try get(InstanceProfileRecord.self, profile.key), current.record.id == profile.id else {
            throw AWSError.noSuchInstanceProfile(profile.name)
        }
        return current
    }

    func instanceProfiles(ofRole role: RoleRecord) throws -> [InstanceProfileRecord] {
        try all(InstanceProfileRecord.self, in: .account(role.account), where: role.isInProfile)
    }
}

extension RoleRecord {
    var isInProfile: Predicate { .equals(.role, .string(name.lowercased())) }
}

extension AWSError {
    static func noSuchInstanceProfile(_ name: String) -> AWSError {
        AWSError(.noSuchEntityException, "Instance Profile \(name) cannot be found.")
    }
}
