import Essentials

/// What a target is given of an event.
struct TargetInput {
    let target: StoredTarget
    let delivery: DeliveryRecord
    /// The event's JSON, parsed at most once.
    let event: JSON

    init(_ target: StoredTarget, _ delivery: DeliveryRecord) throws(JSONError) {
        self.target = target
        self.delivery = delivery
        event = try JSON(parsing: delivery.event)
    }

    /// Throws ``InputTemplate/TemplateTooLong``.
    func text() throws(InputTemplate.TemplateTooLong) -> String {
        if let input = target.input { return input }
        if let path = target.inputPath { return (JSONPath(path)?.value(in: event) ?? .null).text }
        guard let transformer = target.transformer else { return delivery.event }
        let paths = transformer.paths.compactMapValues(JSONPath.init)
        return try InputTemplate(transformer.template).render { name in
            paths[name].flatMap { $0.value(in: event) } ?? reserved(name)
        }
    }

    private func reserved(_ name: String) -> JSON? {
        switch name {
        case "aws.events.rule-arn": return .string(delivery.bus.ruleARN(delivery.rule))
        case "aws.events.rule-name": return .string(delivery.rule)
        case "aws.events.event.ingestion-time": return .string(delivery.ingested.iso8601)
        case "aws.events.event.json": return event
        case "aws.events.event":
            var object = event.object ?? [:]
            object["detail"] = nil
            return .object(object)
        default: return nil
        }
    }
}
