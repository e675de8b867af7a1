import Essentials
import HTTPMessage

/// One event in CloudTrail's record format, version 1.11.
///
/// Source: CloudTrail user guide, "CloudTrail record contents".
public struct AuditRecord: Sendable {
    public enum EventType: String, Sendable {
        case apiCall = "AwsApiCall"
        case serviceEvent = "AwsServiceEvent"
    }

    public enum Identity: Sendable {
        case caller(Caller)
        /// A service, in the name of the caller whose call it serves.
        case service(String, for: Caller)
        /// Yagura itself, in an event that no call caused.
        case serviceItself(account: AccountID)
        /// A caller of another account, as the owner of the resource is shown them.
        case foreignAccount(Caller)
    }

    public var type = EventType.apiCall
    public var category = EventCategory.management
    public var identity: Identity
    public var time: Timestamp
    /// Such as `kms.amazonaws.com`.
    public var source: String
    public var name: String
    public var region: Region
    public var sourceAddress: String
    public var userAgent: String
    public var errorCode: String?
    public var errorMessage: String?
    /// JSON text; nil is written as null.
    public var requestParameters: [UInt8]?
    public var responseElements: [UInt8]?
    public var additionalEventData: [UInt8]?
    public var serviceEventDetails: [UInt8]?
    public var requestID: String?
    public var eventID: String
    public var isReadOnly: Bool
    public var resources: [AuditResource] = []
    public var recipientAccount: AccountID
    public var sharedEventID: String?
    public var tls: TLSDetails?
    public var hostHeader: String?

    package init(
        type: EventType = .apiCall, identity: Identity, time: Timestamp, source: String, name: String, region: Region,
        sourceAddress: String, userAgent: String, requestParameters: [UInt8]? = nil, responseElements: [UInt8]? = nil,
        requestID: String? = nil, eventID: String, isReadOnly: Bool, resources: [AuditResource] = [],
        recipientAccount: AccountID
    ) {
        self.type = type
        self.identity = identity
        self.time = time
        self.source = source
        self.name = name
        self.region = region
        self.sourceAddress = sourceAddress
        self.userAgent = userAgent
        self.requestParameters = requestParameters
        self.responseElements = responseElements
        self.requestID = requestID
        self.eventID = eventID
        self.isReadOnly = isReadOnly
        self.resources = resources
        self.recipientAccount = recipientAccount
    }
}

extension AuditRecord {
    /// The record as JSON text.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(reserving: 1536)
        writer.beginObject()
        writer.member("eventVersion", "1.11")
        writeIdentity(to: &writer)
        writer.member("eventTime", time.iso8601)
        writer.member("eventSource", source)
        writer.member("eventName", name)
        writer.member("awsRegion", region.description)
        writer.member("sourceIPAddress", sourceAddress)
        if !userAgent.isEmpty { writer.member("userAgent", userAgent) }
        if let errorCode { writer.member("errorCode", errorCode) }
        if let errorMessage { writer.member("errorMessage", errorMessage) }
        writer.member("requestParameters", raw: requestParameters)
        writer.member("responseElements", raw: responseElements)
        if let additionalEventData { writer.member("additionalEventData", raw: additionalEventData) }
        if let requestID { writer.member("requestID", requestID) }
        writer.member("eventID", eventID)
        writer.member("readOnly", isReadOnly)
        writeResources(to: &writer)
        writer.member("eventType", type.rawValue)
        writer.member("managementEvent", category == .management)
        writer.member("recipientAccountId", recipientAccount.description)
        if let serviceEventDetails { writer.member("serviceEventDetails", raw: serviceEventDetails) }
        if let sharedEventID { writer.member("sharedEventID", sharedEventID) }
        writer.member("eventCategory", category.rawValue)
        writeTLS(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private func writeResources(to writer: inout JSONWriter) {
        guard !resources.isEmpty else { return }
        writer.name("resources")
        writer.beginArray()
        for resource in resources {
            writer.beginObject()
            writer.member("accountId", resource.account.description)
            writer.member("type", resource.type)
            writer.member("ARN", resource.arn)
            writer.endObject()
        }
        writer.endArray()
    }

    private func writeTLS(to writer: inout JSONWriter) {
        guard let tls else { return }
        writer.name("tlsDetails")
        writer.beginObject()
        writer.member("tlsVersion", tls.version)
        writer.member("cipherSuite", tls.cipherSuite)
        if let hostHeader { writer.member("clientProvidedHostHeader", hostHeader) }
        writer.endObject()
    }
}

extension JSONWriter {
    mutating func member(_ name: String, _ value: String) {
        self.name(name)
        write(value)
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        write(value)
    }

    mutating func member(_ name: String, raw value: [UInt8]?) {
        self.name(name)
        if let value { writeRaw(value) } else { null() }
    }
}
