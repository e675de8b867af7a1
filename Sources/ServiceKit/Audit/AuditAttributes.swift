import Essentials
import Store

/// What an event can be looked up by, with the names of LookupEvents.
///
/// Source: CloudTrail API reference, "LookupAttribute".
public enum AuditAttribute: String, Sendable, Hashable, CaseIterable {
    case eventID = "EventId"
    case eventName = "EventName"
    case readOnly = "ReadOnly"
    case userName = "Username"
    case resourceType = "ResourceType"
    case resourceName = "ResourceName"
    case eventSource = "EventSource"
    case accessKeyID = "AccessKeyId"
}

/// The values of an event that it can be looked up by.
public struct AuditAttributes: Sendable, Hashable {
    public struct Resource: Sendable, Hashable {
        /// A CloudFormation type name, such as `AWS::KMS::Key`.
        public var type: String
        public var arn: String
    }

    public var eventID: String
    public var eventName: String
    /// Such as `kms.amazonaws.com`.
    public var eventSource: String
    public var isReadOnly: Bool
    /// The name of the user, or of the session of a role; nil where neither called.
    public var userName: String?
    public var accessKeyID: String?
    public var resources: [Resource]

    /// Whether the event is one of those that are looked up.
    public func has(_ attribute: AuditAttribute, _ value: String) -> Bool {
        switch attribute {
        case .eventID: eventID == value
        case .eventName: eventName == value
        case .readOnly: Self.text(isReadOnly) == value
        case .userName: userName == value
        case .resourceType: resources.contains { $0.type == value }
        case .resourceName: resources.contains { $0.isCalled(value) }
        case .eventSource: eventSource == value
        case .accessKeyID: accessKeyID == value
        }
    }

    private static func text(_ flag: Bool) -> String { flag ? "true" : "false" }
}

extension AuditAttributes {
    /// Of an event with more resources, the others are not looked up by.
    private static let indexedResources = 100

    private static let eventIDField = JournalTerm.Field(AuditAttribute.eventID.rawValue)
    private static let eventNameField = JournalTerm.Field(AuditAttribute.eventName.rawValue)
    private static let readOnlyField = JournalTerm.Field(AuditAttribute.readOnly.rawValue)
    private static let userNameField = JournalTerm.Field(AuditAttribute.userName.rawValue)
    private static let resourceTypeField = JournalTerm.Field(AuditAttribute.resourceType.rawValue)
    private static let resourceNameField = JournalTerm.Field(AuditAttribute.resourceName.rawValue)
    private static let lastComponentField = JournalTerm.Field("ResourceName, its end")
    private static let eventSourceField = JournalTerm.Field(AuditAttribute.eventSource.rawValue)
    private static let accessKeyIDField = JournalTerm.Field(AuditAttribute.accessKeyID.rawValue)

    /// What the journal finds the event by. The event's id is left out where it tells the time: then that finds it.
    var terms: [JournalTerm] {
        var terms: [JournalTerm] = []
        terms.reserveCapacity(8)
        terms.append(JournalTerm(Self.eventNameField, eventName))
        terms.append(JournalTerm(Self.eventSourceField, eventSource))
        terms.append(JournalTerm(Self.readOnlyField, Self.text(isReadOnly)))
        if TimedID.time(of: eventID) == nil { terms.append(JournalTerm(Self.eventIDField, eventID)) }
        if let userName { terms.append(JournalTerm(Self.userNameField, userName)) }
        if let accessKeyID { terms.append(JournalTerm(Self.accessKeyIDField, accessKeyID)) }
        for resource in resources.prefix(Self.indexedResources) {
            terms.append(JournalTerm(Self.resourceTypeField, resource.type))
            terms.append(JournalTerm(Self.resourceNameField, resource.arn))
            terms.append(Self.lastComponent(of: resource.arn))
        }
        return terms
    }

    /// The term of an attribute, whatever event it is of.
    static func term(_ attribute: AuditAttribute, _ value: String) -> JournalTerm {
        // All the names of a resource end alike, so that one term does for those that are no ARN.
        attribute == .resourceName && !value.hasPrefix("arn:")
            ? lastComponent(of: value) : JournalTerm(JournalTerm.Field(attribute.rawValue), value)
    }

    private static func lastComponent(of name: String) -> JournalTerm {
        var name = name
        return name.withUTF8 { utf8 in
            let separators: (UInt8) -> Bool = { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
            guard let end = utf8.lastIndex(where: { !separators($0) }) else {
                return JournalTerm(lastComponentField, UnsafeRawBufferPointer(utf8))
            }
            let start = utf8[..<end].lastIndex(where: separators).map { $0 + 1 } ?? 0
            return JournalTerm(
                lastComponentField, UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: utf8[start...end])))
        }
    }
}

extension AuditAttributes.Resource {
    /// A resource is called by its ARN, by what that ends with after the account, and by the same without its type and
    /// without its path: a user `arn:aws:iam::123456789012:user/staff/ada` is also `user/staff/ada`, `staff/ada` and
    /// `ada`.
    func forEachName(_ body: (UnsafeRawBufferPointer) -> Void) {
        var arn = arn
        arn.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            body(bytes)
            var (colons, start, afterType, last) = (0, 0, 0, 0)
            for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/") {
                if colons == 5 {
                    last = index + 1
                    if afterType == 0 { afterType = last }
                } else if byte == UInt8(ascii: ":") {
                    colons += 1
                    if colons == 5 { start = index + 1 }
                }
            }
            for (offset, isNew) in [(start, true), (afterType, true), (last, last != afterType)]
            where isNew && offset > 0 && offset < bytes.count {
                body(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            }
        }
    }

    func isCalled(_ name: String) -> Bool {
        var isFound = false
        forEachName { isFound = isFound || $0.elementsEqual(name.utf8) }
        return isFound
    }
}
