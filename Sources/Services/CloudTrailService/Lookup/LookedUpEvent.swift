import CloudTrailModel
import Essentials
import Store

/// An event as LookupEvents shows it and finds it.
///
/// Source: CloudTrail user guide, "Viewing recent management events with the AWS CLI".
struct LookedUpEvent {
    private let entry: JournalEntry
    private let record: JSON

    /// Nil where the entry holds no record.
    init?(_ entry: JournalEntry) {
        guard let record = try? JSON(parsing: entry.body) else { return nil }
        self.entry = entry
        self.record = record
    }

    var event: Event {
        Event(
            eventId: entry.id, eventName: record["eventName"]?.string, readOnly: readOnly, accessKeyId: accessKeyID,
            eventTime: entry.time, eventSource: record["eventSource"]?.string, username: userName,
            resources: resources.map { Resource(resourceType: $0.type, resourceName: $0.arn) },
            cloudTrailEvent: String(decoding: entry.body, as: UTF8.self))
    }

    func has(_ attribute: LookupAttribute) -> Bool {
        let value = attribute.attributeValue
        return switch attribute.attributeKey {
        case .eventId: entry.id == value
        case .eventName: record["eventName"]?.string == value
        case .readOnly: readOnly == value
        case .username: userName == value
        case .resourceType: resources.contains { $0.type == value }
        case .resourceName: resources.contains { $0.isNamed(value) }
        case .eventSource: record["eventSource"]?.string == value
        case .accessKeyId: accessKeyID == value
        }
    }

    private var readOnly: String? { record["readOnly"]?.bool.map { $0 ? "true" : "false" } }

    private var accessKeyID: String? {
        record["userIdentity"]?["accessKeyId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A user's name, `root`, or a session's.
    private var userName: String? {
        guard let identity = record["userIdentity"] else { return nil }
        switch identity["type"]?.string {
        case "Root": return "root"
        case "AssumedRole", "FederatedUser":
            return identity["arn"]?.string.flatMap { $0.split(separator: "/").last.map(String.init) }
        default: return identity["userName"]?.string
        }
    }

    private struct NamedResource {
        let type: String
        let arn: String

        /// By its whole ARN, or by what the ARN ends with.
        func isNamed(_ name: String) -> Bool {
            guard arn != name else { return true }
            guard let resource = ARN(arn) else { return false }
            return resource.resource == name || resource.resourceName == name
                || resource.resource.split(separator: "/").last.map(String.init) == name
        }
    }

    private var resources: [NamedResource] {
        (record["resources"]?.array ?? []).map {
            NamedResource(type: $0["type"]?.string ?? "", arn: $0["ARN"]?.string ?? "")
        }
    }
}
