import AWSProtocols
import Essentials
import LogsModel
import ServiceKit
import Store

/// A group that is to be.
struct NewGroup: Sendable {
    let tags: [String: String]
}

extension Logs {
    func newGroup(_ input: CreateLogGroupRequest, in scope: RequestScope) throws -> Target<NewGroup> {
        let tags = input.tags ?? [:]
        let conditions = LogsConditions(requestTags: tags)
        let arn = LogGroupRecord.arn(scope.account, scope.region, input.logGroupName)
        var checks = [check("logs:CreateLogGroup", on: arn + ":log-stream:", scope, conditions)]
        if !tags.isEmpty { checks.append(check("logs:TagResource", on: arn, scope, conditions)) }
        return Target(NewGroup(tags: tags), checks: checks)
    }

    func createLogGroup(
        _ input: CreateLogGroupRequest, _ new: Authorized<NewGroup>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        guard !input.logGroupName.lowercased().hasPrefix("aws/") else {
            throw AWSError.invalidParameter("Log groups starting with AWS/ are reserved for AWS.")
        }
        try TagSet.check(new.value.tags)
        var group = LogGroupRecord(
            account: scope.account, region: scope.region, name: input.logGroupName,
            number: Self.number(scope.random), createdAt: scope.now, groupClass: input.logGroupClass ?? .standard)
        group.tags = new.value.tags
        group.isProtected = input.deletionProtectionEnabled ?? false
        if group.groupClass == .delivery { group.retentionInDays = LogsQuotas.deliveryRetentionDays }
        guard try groups.group(group.account, group.region, group.name) == nil else { throw AWSError.groupExists }
        if let key = input.kmsKeyId { group.kmsKeyARN = try await usableKey(key, for: group, in: scope) }
        return Change { [group] transaction in
            guard try transaction.get(LogGroupRecord.self, group.key) == nil else { throw AWSError.groupExists }
            try transaction.insert(group)
            try transaction.updateUsage(of: group) { $0.nextTrim = group.cutoff(at: scope.now).map { _ in scope.now } }
            return EmptyStructure()
        }
    }

    /// A number that no timeline or lane has had: one of 2⁶².
    static func number(_ random: some RandomSource) -> Int64 {
        random.bytes(8).reduce(0) { $0 << 8 | Int64($1) } & (1 << 62 - 1)
    }
}
