import AWSProtocols
import Essentials
import LogsModel
import PolicyEngine
import ServiceKit
import Store

extension Logs {
    func putResourcePolicy(
        _ input: PutResourcePolicyRequest, _: Authorized<Void>, in scope: RequestScope
    ) throws -> Change<PutResourcePolicyResponse> {
        guard let document = input.policyDocument else {
            throw AWSError.invalidParameter("The parameter policyDocument is required.")
        }
        do throws(PolicyError) {
            _ = try Policy(parsing: document, as: .resource)
        } catch { throw AWSError.invalidParameter("Invalid resource policy document: \(error.message)") }
        if let arn = input.resourceArn { return try putPolicy(document, of: arn, input, in: scope) }
        guard let name = input.policyName, !name.isEmpty, name.utf8.count <= 512, !name.utf8.contains(0) else {
            throw AWSError.invalidParameter("The parameter policyName is required.")
        }
        let record = ResourcePolicyRecord(
            account: scope.account, region: scope.region, name: name, document: document, updatedAt: scope.now)
        return Change { transaction in
            let others = try transaction.accountPolicies(scope.account, scope.region).filter { $0.name != name }
            guard others.count < LogsQuotas.resourcePolicies else { throw AWSError.limitExceeded }
            try transaction.put(record)
            return PutResourcePolicyResponse(resourcePolicy: ResourcePolicy(record))
        }
    }

    private func putPolicy(
        _ document: String, of arn: String, _ input: PutResourcePolicyRequest, in scope: RequestScope
    ) throws -> Change<PutResourcePolicyResponse> {
        guard let group = try groups.group(scope.account, scope.region, groupName(arn, in: scope)),
            arn.hasPrefix("arn:")
        else { throw AWSError.groupNotFound }
        let record = ResourcePolicyRecord(
            account: scope.account, region: scope.region, resourceARN: group.arn, document: document,
            updatedAt: scope.now, revision: scope.random.uuid())
        return Change { transaction in
            _ = try transaction.current(group)
            let existing = try transaction.get(ResourcePolicyRecord.self, record.key)?.record
            try Self.require(input.expectedRevisionId, of: existing)
            try transaction.put(record)
            return PutResourcePolicyResponse(
                resourcePolicy: ResourcePolicy(record), revisionId: record.revision)
        }
    }

    /// The caller must know which revision is replaced.
    private static func require(_ revision: String?, of existing: ResourcePolicyRecord?) throws(AWSError) {
        guard revision == existing?.revision else {
            throw AWSError(
                LogsErrorCode.operationAbortedException,
                "The expected revision ID is not that of the current resource policy.")
        }
    }

    func deleteResourcePolicy(
        _ input: DeleteResourcePolicyRequest, _: Authorized<Void>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let key: RecordKey
        if let arn = input.resourceArn {
            let name = try groupName(arn, in: scope)
            key = ResourcePolicyRecord.key(
                scope.account, scope.region, resource: LogGroupRecord.arn(scope.account, scope.region, name))
        } else if let name = input.policyName {
            key = ResourcePolicyRecord.key(scope.account, scope.region, name: name)
        } else {
            throw AWSError.invalidParameter("The parameter policyName is required.")
        }
        return Change { transaction in
            guard let existing = try transaction.get(ResourcePolicyRecord.self, key)?.record else {
                throw AWSError(
                    LogsErrorCode.resourceNotFoundException,
                    "Policy with name [\(input.policyName ?? "")] does not exist.")
            }
            if input.resourceArn != nil { try Self.require(input.expectedRevisionId, of: existing) }
            try transaction.delete(ResourcePolicyRecord.self, key)
            return EmptyStructure()
        }
    }

    func describeResourcePolicies(
        _ input: DescribeResourcePoliciesRequest, _: Authorized<Void>, in scope: RequestScope
    ) async throws -> DescribeResourcePoliciesResponse {
        if input.resourceArn != nil || input.policyScope == .resource {
            guard let arn = input.resourceArn else {
                throw AWSError.invalidParameter("The parameter resourceArn is required for the scope RESOURCE.")
            }
            let name = try groupName(arn, in: scope)
            let key = ResourcePolicyRecord.key(
                scope.account, scope.region, resource: LogGroupRecord.arn(scope.account, scope.region, name))
            let record = try store.get(ResourcePolicyRecord.self, key)?.record
            return DescribeResourcePoliciesResponse(resourcePolicies: record.map { [ResourcePolicy($0)] } ?? [])
        }
        let query = RecordQuery(
            ResourcePolicyRecord.kind, in: .region(scope.account, scope.region), order: .field(.name))
        let page = try await page(
            ResourcePolicyRecord.self, of: query, limit: input.limit ?? 50, token: input.nextToken, in: scope)
        return DescribeResourcePoliciesResponse(
            resourcePolicies: page.elements.map { ResourcePolicy($0) }, nextToken: page.nextToken)
    }
}

extension ResourcePolicy {
    fileprivate init(_ record: ResourcePolicyRecord) {
        self.init(
            policyName: record.name, policyDocument: record.document,
            lastUpdatedTime: Int(record.updatedAt.milliseconds), policyScope: record.name == nil ? .resource : .account,
            resourceArn: record.resourceARN, revisionId: record.revision)
    }
}
