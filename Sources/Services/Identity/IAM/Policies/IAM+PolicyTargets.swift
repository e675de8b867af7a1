import AWSProtocols
import IAMModel
import PolicyEngine
import ServiceKit
import Store

extension IAM {
    static let policyType = "AWS::IAM::ManagedPolicy"

    /// A managed policy, the account's own or AWS's.
    func policy<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> RequestConditions = { _ in .none }
    ) -> Lookup<Input, ManagedPolicy> {
        { input, scope in
            let arn = try PolicyARN(input[keyPath: arn])
            let found = try store.readNow { try $0.managedPolicy(arn, for: scope.account) }
            let conditions = IAMConditions(request: conditions(input), resourceTags: found?.tags ?? [])
            let check = check(action, arn.text, Self.policyType, conditions, in: scope)
            guard let found else { throw TargetNotFound(.noSuchPolicy(arn.text), check: check) }
            return Target(found, check)
        }
    }

    /// A policy that is to be changed. AWS's own belong to no customer's account, and so nobody may.
    func ownPolicy<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> RequestConditions = { _ in .none }
    ) -> Lookup<Input, ManagedPolicyRecord> {
        let policy = policy(arn, action, conditions: conditions)
        return { input, scope in
            let target = try await policy(input, scope)
            switch target.resource {
            case .own(let record): return Target(record, checks: target.checks)
            case .builtIn(let entry):
                throw AWSError.accessDenied(
                    "User: \(scope.caller.arn) is not authorized to perform: \(action) on resource: policy \(entry.arn)"
                )
            }
        }
    }

    /// A change of one policy's record, as it is when the change is made.
    func change<Output: Sendable>(
        _ policy: ManagedPolicyRecord,
        answering body: @escaping @Sendable (inout ManagedPolicyRecord) throws -> Output
    ) -> Change<Output> {
        Change { transaction in
            let current = try transaction.current(policy)
            var record = current.record
            let output = try body(&record)
            if record != current.record { try transaction.update(record, expecting: current.version) }
            return output
        }
    }

    func change(
        _ policy: ManagedPolicyRecord, _ body: @escaping @Sendable (inout ManagedPolicyRecord) throws -> Void
    ) -> Change<EmptyStructure> {
        change(policy) { record in
            try body(&record)
            return EmptyStructure()
        }
    }
}

extension ReadTransaction {
    /// The policy as it is now. Throws NoSuchEntity when it has been deleted meanwhile.
    func current(_ policy: ManagedPolicyRecord) throws -> Versioned<ManagedPolicyRecord> {
        guard let current = try get(ManagedPolicyRecord.self, policy.key), current.record.id == policy.id else {
            throw AWSError.noSuchPolicy(policy.arn)
        }
        return current
    }
}
