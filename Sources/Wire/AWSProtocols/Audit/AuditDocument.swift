import Essentials

/// Writes a request or a response as CloudTrail records show it: first letters of member names in lower case, blobs
/// left out, secrets hidden in requests and left out of responses.
/// Source: CloudTrail user guide, "CloudTrail record contents".
public struct AuditDocument {
    public enum Side: Sendable {
        case request
        case response
    }

    private let model: ServiceModel
    private let side: Side

    /// CloudTrail leaves out request parameters and response elements beyond this many bytes.
    public static let maximumSize = 100 * 1024

    /// The JSON text of `requestParameters` or `responseElements`; nil, for which a record says `null`, where there is
    /// nothing to show or too much.
    public static func render(
        _ structure: Structure, _ side: Side, of operation: OperationModel, in model: ServiceModel
    ) -> [UInt8]? {
        guard let shape = side == .request ? operation.input : operation.output, !structure.isEmpty else { return nil }
        var writer = JSONWriter()
        AuditDocument(model: model, side: side).write(structure, model.shape(shape), &writer)
        return writer.bytes.count <= maximumSize && writer.bytes.count > 2 ? writer.bytes : nil
    }

    private func write(_ structure: Structure, _ shape: Shape, _ writer: inout JSONWriter) {
        writer.beginObject()
        for member in structure.members {
            guard let index = shape.memberIndex(named: member.name) else { continue }
            let described = model.shape(shape.members[index].shape)
            guard isShown(described), !(side == .response && Self.bearerTokens.contains(member.name)) else { continue }
            writer.name(name(of: shape.members[index]))
            if Self.hidden[model.id]?.contains(member.name) == true {
                writer.write("HIDDEN_DUE_TO_SECURITY_REASONS")
            } else {
                write(member.value, described, &writer)
            }
        }
        writer.endObject()
    }

    /// Records of S3 name the bucket so, headers and parameters as they are on the wire, and elements as in the XML.
    /// Source: Amazon S3 user guide, "Amazon S3 CloudTrail events", examples.
    private func name(of member: MemberModel) -> String {
        guard model.metadata.wire == .restXml else { return member.name.firstLetterLowercased }
        guard member.location == .uri else { return member.wireName }
        return member.name == "Bucket" ? "bucketName" : member.name.firstLetterLowercased
    }

    /// What serves whoever holds it, though the models do not call it sensitive. CloudTrail shows session tokens; ours
    /// hold the sealed session, which belongs in no journal.
    private static let bearerTokens: Set<String> = ["SessionToken", "GrantToken"]

    /// What is published, to whom, and what confirms a subscription; what log events say, which a group's KMS key protects
    /// and no journal holds in the clear.
    /// Source: SNS developer guide, "Logging AWS SNS API calls using AWS CloudTrail", the example entries.
    private static let hidden: [ServiceID: Set<String>] = [
        .sns: ["Message", "Subject", "MessageAttributes", "Endpoint", "Token"],
        .logs: ["logEvents", "logEventMessages"],
    ]

    private func isShown(_ shape: Shape) -> Bool {
        shape.kind != .blob && !(side == .response && shape.flags.contains(.sensitive))
    }

    private func write(_ value: Document, _ shape: Shape, _ writer: inout JSONWriter) {
        if shape.flags.contains(.sensitive) { return writer.write("HIDDEN_DUE_TO_SECURITY_REASONS") }
        switch value {
        case .null, .blob: writer.null()
        case .bool(let value): writer.write(value)
        case .integer(let value): writer.write(value)
        case .double(let value): writer.write(value)
        case .string(let value): writer.write(value)
        case .timestamp(let value): writer.write(value.auditText)
        case .list(let elements): writeList(elements, shape, &writer)
        case .map(let pairs): writeMap(pairs, shape, &writer)
        case .structure(let structure): write(structure, shape, &writer)
        }
    }

    private func writeList(_ elements: [Document], _ shape: Shape, _ writer: inout JSONWriter) {
        writer.beginArray()
        if let element = shape.element.map({ model.shape($0.shape) }), isShown(element) {
            for value in elements { write(value, element, &writer) }
        }
        writer.endArray()
    }

    private func writeMap(_ pairs: [Document.Pair], _ shape: Shape, _ writer: inout JSONWriter) {
        writer.beginObject()
        if let element = shape.element.map({ model.shape($0.shape) }), isShown(element) {
            for pair in pairs {
                writer.name(pair.key)
                write(pair.value, element, &writer)
            }
        }
        writer.endObject()
    }
}

extension Timestamp {
    /// `Nov 23, 2026, 9:28:49 PM`, as CloudTrail spells instants inside request parameters and response elements.
    var auditText: String {
        let civil = CivilTime(self)
        let hour = civil.hour % 12 == 0 ? 12 : civil.hour % 12
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let time = "\(hour):\(two(civil.minute)):\(two(civil.second)) \(civil.hour < 12 ? "AM" : "PM")"
        return "\(Self.monthNames[civil.month - 1]) \(civil.day), \(civil.year), \(time)"
    }
}
