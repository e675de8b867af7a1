import Essentials

/// How many deliveries are under way, and for whom.
struct DeliverySlots: Sendable {
    private struct Subscription {
        var underWay = 0
        var isFailing = false
        /// Where its rate is limited, when it takes the next message.
        var next: Timestamp?
    }

    private var subscriptions: [String: Subscription] = [:]
    private var underWay = 0
    private var failingUnderWay = 0

    private static let limit = 256
    /// Endpoints that are down leave the rest to those that are not.
    private static let failingLimit = 192
    private static let limitOfSubscription = 8

    var isFull: Bool { underWay >= Self.limit }

    func hasRoom(for delivery: DeliveryRecord) -> Bool {
        let subscription = subscriptions[delivery.subscriptionID] ?? Subscription()
        guard subscription.isFailing else { return !isFull && subscription.underWay < Self.limitOfSubscription }
        return subscription.underWay < 1 && failingUnderWay < Self.failingLimit
    }

    /// When it can begin, as far as the subscription's rate is concerned.
    func earliest(_ delivery: DeliveryRecord) -> Timestamp {
        max(delivery.due, subscriptions[delivery.subscriptionID]?.next ?? delivery.due)
    }

    /// - Parameter rate: how many the subscription takes a second
    mutating func take(for delivery: DeliveryRecord, rate: Int?, at now: Timestamp) {
        underWay += 1
        var subscription = subscriptions[delivery.subscriptionID] ?? Subscription()
        subscription.underWay += 1
        if subscription.isFailing { failingUnderWay += 1 }
        subscription.next = rate.map { max(now, subscription.next ?? now) + .milliseconds(max(1, 1000 / Int64($0))) }
        subscriptions[delivery.subscriptionID] = subscription
    }

    mutating func give(back delivery: DeliveryRecord, isHealthy: Bool) {
        underWay -= 1
        guard var subscription = subscriptions[delivery.subscriptionID] else { return }
        if subscription.isFailing { failingUnderWay -= subscription.underWay }
        subscription.underWay -= 1
        subscription.isFailing = !isHealthy
        if subscription.isFailing { failingUnderWay += subscription.underWay }
        let isForgotten = subscription.underWay == 0 && isHealthy && subscription.next == nil
        subscriptions[delivery.subscriptionID] = isForgotten ? nil : subscription
    }
}
