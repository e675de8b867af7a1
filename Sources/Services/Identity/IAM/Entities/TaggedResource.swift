import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Store

/// What has an ARN, tags and a record of its own, and is neither principal nor policy.
protocol TaggedResource: StoredRecord, Hashable {
    /// The CloudFormation type, for audit records.
    static var auditType: String { get }
    var account: AccountID { get }
    var arn: String { get }
    /// Tells a resource from one that is made later under the same name.
    var createdAt: Timestamp { get }
    var tags: [StoredTag] { get set }

    /// Where the resource of this ARN would be stored; nil where the ARN is not of an account's resource of this type.
    static func key(ofARN arn: String, in account: AccountID) -> RecordKey?
    static func notFound(_ arn: String) -> AWSError
}

extension IAM {
    func resource<Input, Resource: TaggedResource>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping @Sendable (Input) -> RequestConditions = { _ in .none }
    ) -> Lookup<Input, Resource> {
        { input, scope in
            let arn = input[keyPath: arn]
            let key = Resource.key(ofARN: arn, in: scope.account)
            let found = try key.flatMap { try store.get(Resource.self, $0)?.record }
            let conditions = IAMConditions(request: conditions(input), resourceTags: found?.tags ?? [])
            let check = check(action, arn, Resource.auditType, conditions, in: scope)
            guard let found else { throw TargetNotFound(Resource.notFound(arn), check: check) }
            return Target(found, check)
        }
    }

    /// A change of one resource's record, as it is when the change is made.
    func change<Resource: TaggedResource>(
        _ resource: Resource, _ body: @escaping @Sendable (inout Resource, any WriteTransaction) throws -> Void
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(resource)
            var record = current.record
            try body(&record, transaction)
            if record != current.record { try transaction.update(record, expecting: current.version) }
            return EmptyStructure()
        }
    }

    func tag<Resource: TaggedResource>(
        _ input: some TaggingInput, on resource: Authorized<Resource>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let tags = input.tags
        return change(resource.value) { resource, _ in
            resource.tags = try TagList(resource.tags).adding(tags).tags
        }
    }

    func untag<Resource: TaggedResource>(
        _ input: some UntaggingInput, on resource: Authorized<Resource>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let keys = input.tagKeys
        return change(resource.value) { resource, _ in
            resource.tags = TagList(resource.tags).removing(keys).tags
        }
    }
}

extension ReadTransaction {
    /// The resource as it is now. Throws NoSuchEntity when it has been deleted meanwhile.
    func current<Resource: TaggedResource>(_ resource: Resource) throws -> Versioned<Resource> {
        guard let current = try get(Resource.self, resource.key), current.record.createdAt == resource.createdAt else {
            throw Resource.notFound(resource.arn)
        }
        return current
    }
}
