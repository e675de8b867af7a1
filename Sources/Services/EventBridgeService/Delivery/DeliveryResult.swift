import Essentials
import Store

/// What became of a delivery, and what follows from it.
struct DeliveryResult: Sendable {
    let delivery: DeliveryRecord
    let outcome: DeliveryOutcome

    /// The record's end, or its next attempt.
    struct Settlement: Sendable {
        let key: RecordKey
        /// For the metrics: `delivered`, `retried`, `postponed`, `failed` or `obsolete`.
        let outcome: String
        var again: DeliveryRecord?
        /// How long the delivery waits as it is.
        var wait: TimeSpan?
        var deadLetter: DeadLetter?
    }

    /// - Parameter target: nil where it is gone
    func settlement(
        _ target: StoredTarget?, of bus: EventBusRecord?, at now: Timestamp, chance: UInt8
    ) -> Settlement {
        switch outcome {
        case .delivered: return Settlement(key: delivery.key, outcome: "delivered")
        case .obsolete: return Settlement(key: delivery.key, outcome: "obsolete")
        case .postponed(let pause):
            guard RetrySchedule.permits(delivery, target?.retry, at: now) else {
                return givenUp(
                    target, bus, attempts: delivery.attempts, code: "EVENT_AGE_EXCEEDED",
                    message: "the rate limit of the API destination has let the event grow too old")
            }
            return Settlement(key: delivery.key, outcome: "postponed", wait: pause)
        case .refused(let message, let code):
            return givenUp(target, bus, attempts: delivery.attempts + 1, code: code, message: message)
        case .failed(let message, let pause):
            var again = delivery
            again.attempts += 1
            again.lastError = String(message.prefix(1024))
            let own = RetrySchedule.pause(after: again.attempts, chance: chance)
            again.due = now + max(own, pause ?? own)
            guard target != nil, RetrySchedule.permits(again, target?.retry, at: again.due) else {
                return givenUp(
                    target, bus, attempts: again.attempts, code: "RETRY_ATTEMPTS_EXHAUSTED", message: message)
            }
            return Settlement(key: delivery.key, outcome: "retried", again: again)
        }
    }

    private func givenUp(
        _ target: StoredTarget?, _ bus: EventBusRecord?, attempts: Int, code: String, message: String
    ) -> Settlement {
        let failure = DeadLetter(
            delivery: delivery, topic: target?.deadLetterARN ?? bus?.deadLetterARN, attempts: attempts, code: code,
            message: String(message.prefix(1024)))
        return Settlement(key: delivery.key, outcome: "failed", deadLetter: failure)
    }
}
