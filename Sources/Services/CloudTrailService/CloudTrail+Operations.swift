import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension CloudTrail {
    public var operations: [Operation] {
        trailOperations + loggingOperations + selectorOperations + tagOperations + eventOperations
            + organizationOperations + resourcePolicyOperations
    }

    public var chores: [any Chore] {
        [
            LogFileChore(self), NotificationChore(self), DigestChore(self), FormerTrailChore(self),
            DataRetentionChore(self),
        ]
    }

    public var journalConsumers: [any JournalConsumer] {
        [TrailCollector(trails: trails, schedule: schedule, random: random)]
    }
}
