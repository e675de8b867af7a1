import AWSProtocols
import LogsModel
import ServiceKit
import Store

extension Logs {
    /// The group is gone with its answer; the chore `DiscardChore` frees the room of its events afterwards.
    func deleteLogGroup(
        _ input: DeleteLogGroupRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { [group = group.value] transaction in
            let group = try transaction.current(group)
            guard !group.isProtected else {
                throw AWSError(
                    LogsErrorCode.validationException,
                    "The log group cannot be deleted because deletion protection is enabled for it.")
            }
            try transaction.deleteFilters(of: group)
            try transaction.delete(ResourcePolicyRecord.self, ResourcePolicyRecord.key(of: group))
            try transaction.delete(LogGroupRecord.self, group.key)
            let usage = LogGroupUsageRecord.key(group.account, group.region, group.number)
            try transaction.delete(LogGroupUsageRecord.self, usage)
            try transaction.put(
                DiscardedRecord(
                    account: group.account, region: group.region, group: group.number, groupName: group.name,
                    at: scope.now))
            return EmptyStructure()
        }
    }

    func putLogGroupDeletionProtection(
        _ input: PutLogGroupDeletionProtectionRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(group) { $0.isProtected = input.deletionProtectionEnabled }
    }

    /// A change of the group's record alone.
    func change(
        _ group: Authorized<LogGroupRecord>, _ body: @escaping @Sendable (inout LogGroupRecord) throws -> Void
    ) -> Change<EmptyStructure> {
        Change { [group = group.value] transaction in
            var group = try transaction.current(group)
            try body(&group)
            try transaction.put(group)
            return EmptyStructure()
        }
    }
}

extension ReadTransaction {
    /// The group as it is now. Throws ResourceNotFoundException where it was deleted meanwhile.
    func current(_ group: LogGroupRecord) throws -> LogGroupRecord {
        guard let now = try get(LogGroupRecord.self, group.key)?.record, now.number == group.number else {
            throw AWSError.groupNotFound
        }
        return now
    }
}
