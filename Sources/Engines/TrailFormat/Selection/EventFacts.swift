import Essentials

/// What event selectors ask of an event, read off its record once.
public struct EventFacts: Hashable, Sendable {
    public struct Resource: Hashable, Sendable {
        /// Such as `AWS::S3::Object`.
        public var type: String
        public var arn: String

        public init(type: String, arn: String) {
            self.type = type
            self.arn = arn
        }
    }

    /// `Management`, `Data` or `NetworkActivity`.
    public var category: String
    /// Such as `s3.amazonaws.com`.
    public var source: String
    public var name: String
    /// Such as `AwsApiCall`.
    public var type: String
    public var isReadOnly: Bool
    public var resources: [Resource]
    public var identityARN: String?
    public var isFromConsole: Bool
    public var errorCode: String?
    public var vpcEndpointID: String?

    public init(
        category: String, source: String, name: String, type: String = "AwsApiCall", isReadOnly: Bool,
        resources: [Resource] = [], identityARN: String? = nil, isFromConsole: Bool = false, errorCode: String? = nil,
        vpcEndpointID: String? = nil
    ) {
        self.category = category
        self.source = source
        self.name = name
        self.type = type
        self.isReadOnly = isReadOnly
        self.resources = resources
        self.identityARN = identityARN
        self.isFromConsole = isFromConsole
        self.errorCode = errorCode
        self.vpcEndpointID = vpcEndpointID
    }

    /// Reads them off a record's JSON text; nil where that is none.
    public init?(record: [UInt8]) {
        guard let json = try? JSON(parsing: record), let source = json["eventSource"]?.string,
            let name = json["eventName"]?.string
        else { return nil }
        self.init(
            category: json["eventCategory"]?.string ?? "Management", source: source, name: name,
            type: json["eventType"]?.string ?? "AwsApiCall", isReadOnly: json["readOnly"]?.bool ?? false,
            resources: (json["resources"]?.array ?? []).map { resource in
                Resource(type: resource["type"]?.string ?? "", arn: resource["ARN"]?.string ?? "")
            },
            identityARN: json["userIdentity"]?["arn"]?.string,
            isFromConsole: json["sessionCredentialFromConsole"]?.string == "true",
            errorCode: json["errorCode"]?.string, vpcEndpointID: json["vpcEndpointId"]?.string)
    }

    /// Whether the event belongs to a service that has one home for all Regions.
    ///
    /// Source: CloudTrail user guide, "Global service events".
    public var isGlobalService: Bool { Self.globalServices.contains(source) }

    private static let globalServices: Set = ["iam.amazonaws.com", "sts.amazonaws.com", "cloudfront.amazonaws.com"]
}
