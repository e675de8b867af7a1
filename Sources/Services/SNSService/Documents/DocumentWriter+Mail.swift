import ServiceKit

/// Messages as mail. Source: SNS developer guide, "Setting up and managing Amazon SNS email subscriptions".
extension DocumentWriter {
    func mail(_ order: DeliveryOrder) async throws -> OutboundMail {
        let isJSON = order.subscription.endpoint.protocol == .emailJSON
        let link = links.cancellation(of: order.subscription)
        var mail = OutboundMail(
            recipient: order.subscription.endpoint.text, senderName: senderName(order), subject: subject(order),
            text: isJSON ? try await document(order) : try text(order, unsubscribing: link),
            messageID: "\(order.message.id).\(order.subscription.id)")
        if order.message.kind == .notification { mail.headers.append(("List-Unsubscribe", "<\(link)>")) }
        return mail
    }

    private func senderName(_ order: DeliveryOrder) -> String {
        let name = order.topic.settings.displayName
        return name.isEmpty ? "AWS Notifications" : name
    }

    private func subject(_ order: DeliveryOrder) -> String {
        switch order.message.kind {
        case .notification: order.message.subject ?? "AWS Notification Message"
        case .confirmation: "AWS Notification - Subscription Confirmation"
        case .cancellation: "AWS Notification - Unsubscribe Confirmation"
        }
    }

    private func text(_ order: DeliveryOrder, unsubscribing link: String) throws -> String {
        switch order.message.kind {
        case .notification:
            return """
                \(order.body)

                --
                If you wish to stop receiving notifications from this topic, please click or visit the link below to \
                unsubscribe:
                \(link)
                """
        case .confirmation:
            return """
                You have chosen to subscribe to the topic:
                \(order.topic.arn)

                To confirm this subscription, click or visit the link below (If this was in error no action is \
                necessary):
                \(links.confirmation(of: order.topic.arn, with: try token(for: order)))
                """
        case .cancellation:
            return """
                Your subscription has been deactivated:
                \(order.subscription.arn)

                If it was not your intention to unsubscribe, click or visit the link below to restore the subscription:
                \(links.confirmation(of: order.topic.arn, with: try token(for: order)))
                """
        }
    }
}
