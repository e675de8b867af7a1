import Store

extension IndexField {
    /// The topic of a subscription, by ARN.
    static let topic: IndexField = "topic"
    /// The account and region that a subscription is listed in.
    static let owner: IndexField = "owner"
    /// Topic, protocol and endpoint of a subscription.
    static let endpoint: IndexField = "endpoint"
    /// The topic of a subscription that is confirmed, or is not yet.
    static let confirmed: IndexField = "confirmed"
    static let pending: IndexField = "pending"
    /// The topic, and the account, of a subscription with a filter policy.
    static let filtered: IndexField = "filtered"
    /// When something is over, in milliseconds since 1970.
    static let expiry: IndexField = "expiry"
    /// Whether a topic keeps order.
    static let fifo: IndexField = "fifo"
    /// The lane of a delivery that may be tried, and when it is due.
    static let active: IndexField = "active"
    static let due: IndexField = "due"
    /// The lane of a delivery that others of the lane come before.
    static let waiting: IndexField = "waiting"
    /// The journal entry of a delivery's message.
    static let entry: IndexField = "entry"
}
