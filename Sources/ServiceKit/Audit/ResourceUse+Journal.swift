import Essentials
import Store

extension ResourceUse {
    /// The uses that a journal entry is the record of: those of its account's own resources, in calls that succeeded.
    ///
    /// - Parameter source: the service that was called, such as `kms.amazonaws.com`
    public static func uses(in entry: JournalEntry, of source: String) -> [ResourceUse] {
        guard let account = entry.account?.description, let record = try? JSON(parsing: entry.body),
            record["eventSource"]?.string == source, record["errorCode"] == nil,
            let operation = record["eventName"]?.string, let requestID = record["requestID"]?.string
        else { return [] }
        return (record["resources"]?.array ?? []).compactMap { resource in
            guard resource["accountId"]?.string == account, let arn = resource["ARN"]?.string else { return nil }
            return ResourceUse(
                resource: arn, operation: operation, time: entry.time, requestID: requestID, eventID: entry.id)
        }
    }

    /// The uses of a call whose records are `entries`.
    static func uses(of call: Call, on record: [JournalEntry]) -> some Sequence<ResourceUse> {
        call.checks.lazy.compactMap { check in
            guard check.auditType != nil, let entry = record.first(where: { $0.account == check.resourceAccount })
            else { return nil }
            return ResourceUse(
                resource: check.resource, operation: call.operationName, time: entry.time, requestID: call.requestID,
                eventID: entry.id)
        }
    }
}
