import Essentials

/// What a target's ARN leads to.
enum TargetDestination: Hashable, Sendable {
    case topic(arn: String, region: Region)
    /// A log group of CloudWatch Logs.
    case logGroup(name: String, account: AccountID, region: Region)
    case bus(BusID)
    /// An API destination, by name and the id behind it.
    case apiDestination(name: String, id: String, account: AccountID, region: Region)

    enum Refusal: Error, Hashable {
        case malformed
        /// Something that events cannot be delivered to here.
        case unavailable(service: String)
    }

    init(arn text: String) throws(Refusal) {
        // Deliveries are kept under the ARN, in lines.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let arn = ARN(text) else { throw .malformed }
        guard let account = AccountID(arn.account), let region = Region(arn.region) else {
            throw ["sns", "logs", "events"].contains(arn.service) ? .malformed : .unavailable(service: arn.service)
        }
        switch (arn.service, arn.resourceType) {
        case ("sns", nil): self = .topic(arn: text, region: region)
        case ("logs", "log-group"):
            let name = arn.resourceName.hasSuffix(":*") ? String(arn.resourceName.dropLast(2)) : arn.resourceName
            guard !name.isEmpty, !name.contains(":") else { throw .malformed }
            self = .logGroup(name: name, account: account, region: region)
        case ("events", "event-bus"): self = .bus(BusID(account: account, region: region, name: arn.resourceName))
        case ("events", "api-destination"):
            let parts = arn.resourceName.split(separator: "/")
            guard parts.count == 2 else { throw .malformed }
            self = .apiDestination(name: String(parts[0]), id: String(parts[1]), account: account, region: region)
        case ("sns", _), ("logs", _), ("events", _): throw .malformed
        default: throw .unavailable(service: arn.service)
        }
    }
}
