import AWSProtocols
import Essentials
import KMSModel
import PolicyEngine
import ServiceKit

extension KMS {
    static let pendingWindowInDays = 7...30

    func scheduleKeyDeletion(
        _ input: ScheduleKeyDeletionRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> Change<ScheduleKeyDeletionResponse> {
        let days = input.pendingWindowInDays ?? Self.pendingWindowInDays.upperBound
        guard Self.pendingWindowInDays.contains(days) else {
            throw AWSError.validation("PendingWindowInDays must be between 7 and 30")
        }
        return change(key.value) { record in
            try record.requireNotPendingDeletion()
            var deletion = ScheduledDeletion(windowInDays: days)
            // A primary key's waiting period begins when the last of its replicas is deleted.
            if !record.hasReplicas { deletion.begin(at: scope.now) }
            record.deletion = deletion
            return ScheduleKeyDeletionResponse(
                keyId: record.arn, deletionDate: deletion.date, keyState: record.state, pendingWindowInDays: days)
        }
    }

    /// The key comes back disabled, whatever it was before.
    func cancelKeyDeletion(
        _ input: CancelKeyDeletionRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<CancelKeyDeletionResponse> {
        change(key.value) { record in
            try record.requirePendingDeletion()
            record.deletion = nil
            record.isEnabled = false
            return CancelKeyDeletionResponse(keyId: record.arn)
        }
    }
}

extension KeyCall {
    static func schedulingDeletion(_ input: ScheduleKeyDeletionRequest) -> KeyCall {
        KeyCall(.scheduleKeyDeletion) { key in
            guard key == "kms:schedulekeydeletionpendingwindowindays" else { return nil }
            return .one(String(input.pendingWindowInDays ?? KMS.pendingWindowInDays.upperBound))
        }
    }
}
