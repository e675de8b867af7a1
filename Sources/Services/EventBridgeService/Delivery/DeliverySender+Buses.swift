import AWSProtocols
import Essentials
import EventBridgeModel
import HTTPMessage
import ServiceKit

extension DeliverySender {
    /// Events that came from another bus go no further, so that buses cannot send one to each other for ever.
    /// Source: EventBridge user guide, "Sending events between event buses in the same account and Region", note.
    func forward(_ input: TargetInput, to bus: BusID) async throws -> DeliveryOutcome {
        guard !input.delivery.isForwarded else { return .obsolete }
        guard let event = try Self.forwarded(input) else {
            return .refused("the transformed event is no JSON object", code: "INVALID_JSON")
        }
        let request = PutEventsRequest(entries: [
            PutEventsRequestEntry(
                source: input.event["source"]?.string, detailType: input.event["detail-type"]?.string,
                eventBusName: bus.arn)
        ])
        let payload = ForwardedEvent.payload(event, isReadOnly: input.delivery.isReadOnly)
        _ = try await calls.call(
            EventBridgeOperations.putEvents, request, payload: .bytes(payload), as: invoker(input), in: bus.region)
        return .delivered
    }

    /// A transformed event keeps its envelope: what the target is given becomes its detail. Nil where it cannot.
    private static func forwarded(_ input: TargetInput) throws(InputTemplate.TemplateTooLong) -> String? {
        let text = try input.text()
        if text == input.delivery.event { return text }
        guard let detail = try? JSON(parsing: text), detail.object != nil else { return nil }
        var object = input.event.object ?? [:]
        object["detail"] = detail
        return JSON.object(object).text
    }

    /// Without a role a rule acts for its account, which may put events on the account's own buses.
    private func invoker(_ input: TargetInput) -> Invoker {
        let bus = input.delivery.bus
        if let role = input.target.roleARN {
            return Invoker(
                EventBridge.principal, .role(arn: role, sessionName: input.sessionName), source: input.ruleARN)
        }
        let root = Caller(
            kind: .root, account: bus.account, principalID: bus.account.description,
            arn: "arn:aws:iam::\(bus.account):root", accessKeyID: "")
        let scope = RequestScope(
            caller: root, region: bus.region, requestID: input.delivery.id, now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: EventBridge.principal), userAgent: EventBridge.principal)
        return Invoker(EventBridge.principal, .caller(scope), source: input.ruleARN)
    }
}
