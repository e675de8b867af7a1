import AWSProtocols
import EventPatterns
import SNSModel
import ServiceKit
import Store

extension SNS {
    func setSubscriptionAttributes(
        _ input: SetSubscriptionAttributesInput, of subscription: Authorized<SubscriptionRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let key = subscription.value.key
        return Change { transaction in
            guard var record = try transaction.get(SubscriptionRecord.self, key)?.record, record.state != .cancelled
            else { throw AWSError.subscriptionNotFound }
            let hadFilter = record.settings.filterPolicy != nil
            try record.set(input.attributeName, to: input.attributeValue, parameter: "AttributeName")
            try record.requireConsistent()
            if !hadFilter, record.settings.filterPolicy != nil { try transaction.requireRoomForFilter(of: record) }
            try transaction.put(record)
            return EmptyStructure()
        }
    }

    func getSubscriptionAttributes(
        _ input: GetSubscriptionAttributesInput, of subscription: Authorized<SubscriptionRecord>, in scope: RequestScope
    ) throws -> GetSubscriptionAttributesResponse {
        let record = subscription.value
        let settings = record.settings
        let topic = try topics.find(record.topic)?.record.settings
        var attributes = [
            "SubscriptionArn": record.arn, "TopicArn": record.topic.description, "Owner": record.owner.description,
            "Protocol": record.endpoint.protocol.rawValue, "Endpoint": record.endpoint.text,
            "PendingConfirmation": String(record.state == .pending),
            "ConfirmationWasAuthenticated": String(record.isConfirmationAuthenticated),
            "RawMessageDelivery": String(settings.isRaw), "SubscriptionPrincipal": "arn:aws:iam::\(record.owner):root",
        ]
        if !record.endpoint.protocol.isMail {
            attributes["EffectiveDeliveryPolicy"] = DeliveryPolicy.effective(topic, settings).subscriptionText
        }
        attributes["DeliveryPolicy"] = settings.deliveryPolicy
        if let filter = settings.filterPolicy {
            attributes["FilterPolicy"] = filter
            attributes["FilterPolicyScope"] = settings.filtersBody ? "MessageBody" : "MessageAttributes"
        }
        return GetSubscriptionAttributesResponse(attributes: attributes)
    }
}

extension SubscriptionRecord {
    /// Checks a value and sets it. Throws InvalidParameter.
    /// - Parameter parameter: of the call, that errors name
    mutating func set(_ name: String, to value: String?, parameter: String) throws(AWSError) {
        let value = value.flatMap { $0.isEmpty ? nil : $0 }
        switch name {
        case "RawMessageDelivery": settings.isRaw = try raw(value)
        case "DeliveryPolicy":
            guard !endpoint.protocol.isMail else {
                throw .invalidParameter("\(parameter) Reason: Delivery policies are for http and https endpoints alone")
            }
            settings.deliveryPolicy = value
        case "FilterPolicy": settings.filterPolicy = value == "{}" ? nil : value
        case "FilterPolicyScope":
            switch value {
            case nil, "MessageAttributes": settings.filtersBody = false
            case "MessageBody": settings.filtersBody = true
            default:
                throw .invalidParameter(
                    "\(parameter) Reason: FilterPolicyScope: Invalid value [\(value ?? "")]. Please use either "
                        + "MessageBody or MessageAttributes")
            }
        case "RedrivePolicy", "SubscriptionRoleArn", "ReplayPolicy":
            guard value == nil else {
                throw .invalidParameter("\(parameter) Reason: \(name) is not supported: there is no service behind it")
            }
        default: throw .invalidParameter(parameter)
        }
    }

    private func raw(_ value: String?) throws(AWSError) -> Bool {
        guard let isRaw = Bool((value ?? "false").lowercased()) else {
            throw .invalidParameter(
                "Attributes Reason: RawMessageDelivery: Invalid value [\(value ?? "")]. Must be true or false.")
        }
        guard !isRaw || !endpoint.protocol.isMail else {
            throw .invalidParameter(
                "Attributes Reason: Delivery protocol [\(endpoint.protocol.rawValue)] does not support raw message "
                    + "delivery.")
        }
        return isRaw
    }

    /// Checks what depends on several attributes.
    func requireConsistent() throws(AWSError) {
        _ = try DeliveryPolicy(ofSubscription: settings.deliveryPolicy, isRaw: settings.isRaw)
        guard let text = settings.filterPolicy else { return }
        do throws(FilterPolicyError) {
            _ = try FilterPolicy(parsing: text, scope: settings.filtersBody ? .body : .attributes)
        } catch { throw .invalidParameter("FilterPolicy: \(error.message)") }
    }
}
