import AWSProtocols
import LogsModel
import ServiceKit
import Store

extension Logs {
    func putRetentionPolicy(
        _ input: PutRetentionPolicyRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        guard LogsQuotas.retentionDays.contains(input.retentionInDays) else {
            let days = LogsQuotas.retentionDays.sorted().map(String.init).joined(separator: ", ")
            throw AWSError.invalidParameter(
                "1 validation error detected: Value '\(input.retentionInDays)' at 'retentionInDays' failed to satisfy "
                    + "constraint: Member must satisfy enum value set: [\(days)]")
        }
        return try changeRetention(of: group.value, to: input.retentionInDays, in: scope)
    }

    func deleteRetentionPolicy(
        _ input: DeleteRetentionPolicyRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try changeRetention(of: group.value, to: nil, in: scope)
    }

    private func changeRetention(
        of group: LogGroupRecord, to days: Int?, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        guard group.groupClass != .delivery else { throw AWSError.notOfClass(group) }
        return Change { transaction in
            var group = try transaction.current(group)
            group.retentionInDays = days
            try transaction.put(group)
            try transaction.updateUsage(of: group) { $0.nextTrim = days.map { _ in scope.now } }
            return EmptyStructure()
        }
    }
}
