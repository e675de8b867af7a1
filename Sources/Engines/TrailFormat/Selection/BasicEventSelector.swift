/// A basic event selector.
///
/// Source: CloudTrail API reference, `EventSelector` and `DataResource`.
public struct BasicEventSelector: Hashable, Sendable, Codable {
    public enum ReadWrite: String, Hashable, Sendable, Codable {
        case readOnly = "ReadOnly"
        case writeOnly = "WriteOnly"
        case all = "All"
    }

    public struct DataResource: Hashable, Sendable, Codable {
        public var type: String
        /// ARNs, or their beginnings.
        public var values: [String]

        public init(type: String, values: [String]) {
            self.type = type
            self.values = values
        }
    }

    public var readWrite: ReadWrite
    public var includesManagementEvents: Bool
    public var dataResources: [DataResource]
    public var excludedManagementSources: [String]

    public init(
        readWrite: ReadWrite = .all, includesManagementEvents: Bool = true, dataResources: [DataResource] = [],
        excludedManagementSources: [String] = []
    ) {
        self.readWrite = readWrite
        self.includesManagementEvents = includesManagementEvents
        self.dataResources = dataResources
        self.excludedManagementSources = excludedManagementSources
    }

    func matches(_ event: EventFacts) -> Bool {
        switch readWrite {
        case .all: break
        case .readOnly: guard event.isReadOnly else { return false }
        case .writeOnly: guard !event.isReadOnly else { return false }
        }
        switch event.category {
        case "Management": return includesManagementEvents && !excludedManagementSources.contains(event.source)
        case "Data":
            return dataResources.contains { resource in event.resources.contains(where: resource.matches) }
        default: return false
        }
    }
}

extension BasicEventSelector.DataResource {
    static let object = "AWS::S3::Object"
    static let function = "AWS::Lambda::Function"
    static let table = "AWS::DynamoDB::Table"
    /// The types that basic selectors know, and the value that stands for all resources of each.
    static let everything = [object: "arn:aws:s3", function: "arn:aws:lambda", table: "arn:aws:dynamodb"]

    /// ARNs of objects begin with the value; those of functions and tables are it.
    func matches(_ resource: EventFacts.Resource) -> Bool {
        guard resource.type == type else { return false }
        return values.contains { value in
            value == Self.everything[type] || value == Self.everything[type].map { $0 + ":::" }
                || (type == Self.object ? resource.arn.utf8.starts(with: value.utf8) : resource.arn == value)
        }
    }
}
