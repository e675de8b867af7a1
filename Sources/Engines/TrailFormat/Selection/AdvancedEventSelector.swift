/// An advanced event selector: an event matches where it matches every field.
///
/// Source: CloudTrail API reference, `AdvancedEventSelector` and `AdvancedFieldSelector`; user guide, "Filtering data
/// events by using advanced event selectors".
public struct AdvancedEventSelector: Hashable, Sendable, Codable {
    static let management = "Management"
    static let data = "Data"
    static let networkActivity = "NetworkActivity"

    public var name: String?
    public var fields: [FieldCondition]

    public init(name: String? = nil, fields: [FieldCondition]) {
        self.name = name
        self.fields = fields
    }

    /// The value of its `eventCategory`.
    public var category: String? { fields.first { $0.field == "eventCategory" }?.equals.first }

    func matches(_ event: EventFacts) -> Bool {
        guard category == event.category else { return false }
        // Type and ARN are asked of one and the same resource.
        let (ofResource, ofEvent) = (fields.filter(\.isOfResource), fields.filter { !$0.isOfResource })
        guard ofEvent.allSatisfy({ $0.matches(event.value(of: $0.field)) }) else { return false }
        return ofResource.isEmpty
            || event.resources.contains { resource in
                ofResource.allSatisfy { $0.matches($0.field == "resources.ARN" ? resource.arn : resource.type) }
            }
    }
}

/// What one field of an event must be.
public struct FieldCondition: Hashable, Sendable, Codable {
    public var field: String
    public var equals: [String]
    public var startsWith: [String]
    public var endsWith: [String]
    public var notEquals: [String]
    public var notStartsWith: [String]
    public var notEndsWith: [String]

    public init(
        _ field: String, equals: [String] = [], startsWith: [String] = [], endsWith: [String] = [],
        notEquals: [String] = [], notStartsWith: [String] = [], notEndsWith: [String] = []
    ) {
        self.field = field
        self.equals = equals
        self.startsWith = startsWith
        self.endsWith = endsWith
        self.notEquals = notEquals
        self.notStartsWith = notStartsWith
        self.notEndsWith = notEndsWith
    }

    var isOfResource: Bool { field == "resources.type" || field == "resources.ARN" }
    var hasSelection: Bool { !equals.isEmpty || !startsWith.isEmpty || !endsWith.isEmpty }
    var valueCount: Int {
        equals.count + startsWith.count + endsWith.count + notEquals.count + notStartsWith.count + notEndsWith.count
    }

    /// Whether one of the operators that select holds, if there are any, and none of those that deselect. A field that
    /// the event lacks has no value that could be selected or deselected.
    func matches(_ value: String?) -> Bool {
        guard let value else { return !hasSelection }
        let text = value.utf8
        if notEquals.contains(value) || notStartsWith.contains(where: { text.starts(with: $0.utf8) })
            || notEndsWith.contains(where: { text.ends(with: $0.utf8) })
        {
            return false
        }
        return !hasSelection || equals.contains(value) || startsWith.contains { text.starts(with: $0.utf8) }
            || endsWith.contains { text.ends(with: $0.utf8) }
    }
}

extension EventFacts {
    fileprivate func value(of field: String) -> String? {
        switch field {
        case "eventCategory": category
        case "eventSource": source
        case "eventName": name
        case "eventType": type
        case "readOnly": isReadOnly ? "true" : "false"
        case "errorCode": errorCode
        case "userIdentity.arn": identityARN
        case "vpcEndpointId": vpcEndpointID
        case "sessionCredentialFromConsole": isFromConsole ? "true" : nil
        default: nil
        }
    }
}

extension String.UTF8View {
    fileprivate func ends(with other: String.UTF8View) -> Bool { reversed().starts(with: other.reversed()) }
}
