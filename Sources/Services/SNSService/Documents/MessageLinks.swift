/// The addresses that messages tell their receivers. All are plain GETs that need no signature.
struct MessageLinks: Sendable {
    /// Where this server is, without a slash at the end.
    let base: String

    init(base: String) { self.base = base.hasSuffix("/") ? String(base.dropLast()) : base }

    func confirmation(of topic: TopicARN, with token: String) -> String {
        "\(base)/?Action=ConfirmSubscription&TopicArn=\(topic)&Token=\(token)"
    }

    func cancellation(of subscription: SubscriptionRecord) -> String {
        "\(base)/?Action=Unsubscribe&SubscriptionArn=\(subscription.arn)"
    }

    func certificate(_ id: String) -> String { "\(base)\(SigningKeys.path(of: id))" }
}
