import Essentials
import HTTPMessage

/// A REST request in the parts that the model binds members to.
public struct RESTRequest: Sendable {
    /// What the labels of the URI stand for, as on the wire.
    public var labels: [String: String]
    /// As on the wire.
    public var query: Substring?
    public var headers: HTTPHeaders
    /// Empty where the body is a stream, which no member holds.
    public var body: [UInt8]

    public init(labels: [String: String], query: Substring?, headers: HTTPHeaders, body: [UInt8] = []) {
        (self.labels, self.query, self.headers, self.body) = (labels, query, headers, body)
    }
}

/// Reads a REST request into a structure: members from the URI, the query, headers and the body.
///
/// Source: Smithy specification, "HTTP bindings" and "AWS restXml protocol".
struct RESTDecoder {
    let model: ServiceModel
    let request: RESTRequest

    private let parameters: URIParameters

    init(_ model: ServiceModel, _ request: RESTRequest) throws(AWSError) {
        (self.model, self.request) = (model, request)
        parameters = try URIParameters(request.query)
    }

    func decode(_ operation: OperationModel) throws(AWSError) -> Structure {
        guard let input = operation.input else { return Structure() }
        let shape = model.shape(input)
        var structure = Structure(capacity: 8)
        for member in shape.members where member.location != .body {
            if let value = try bound(member) { structure.append(member.name, value) }
        }
        for member in try body(shape, of: operation).members { structure.append(member.name, member.value) }
        return structure
    }

    private func bound(_ member: MemberModel) throws(AWSError) -> Document? {
        let shape = model.shape(member.shape)
        switch member.location {
        case .uri:
            guard let text = request.labels[member.wireName] else { return nil }
            guard let decoded = URIText.decoded(text.utf8) else { throw .invalidURI }
            return try scalar(decoded, shape, member, .iso8601)
        case .querystring: return try query(shape, member)
        case .header: return try header(shape, member)
        case .headers: return prefixed(member)
        case .body, .statusCode: return nil
        }
    }

    private func query(_ shape: Shape, _ member: MemberModel) throws(AWSError) -> Document? {
        if shape.kind == .list, let element = shape.element {
            let texts = parameters.all(member.wireName)
            if texts.isEmpty { return nil }
            return .list(try elements(texts, element, member, .iso8601))
        }
        if shape.kind == .map { return queryMap(besides: member) }
        guard let text = parameters[member.wireName] else { return nil }
        return try scalar(text, shape, member, .iso8601)
    }

    /// All parameters that no other member takes.
    private func queryMap(besides member: MemberModel) -> Document? {
        var pairs = PairCollector()
        for parameter in parameters.parameters { pairs.set(parameter.name, .string(parameter.value)) }
        return pairs.pairs.isEmpty ? nil : .map(pairs.pairs)
    }

    private func header(_ shape: Shape, _ member: MemberModel) throws(AWSError) -> Document? {
        guard let text = joined(member.lowercasedWireName) else { return nil }
        if shape.kind == .list, let element = shape.element {
            let texts = text.split(separator: ",").map { String($0.trimmingSpace) }
            return .list(try elements(texts, element, member, .rfc822))
        }
        return try scalar(text, shape, member, .rfc822)
    }

    /// The values of all fields of this name, as one.
    private func joined(_ name: String) -> String? {
        var value: String?
        for field in request.headers.fields where field.name == name {
            value = value.map { "\($0),\(field.value)" } ?? field.value
        }
        return value
    }

    /// The fields whose names begin so, such as `x-amz-meta-`, by what follows.
    private func prefixed(_ member: MemberModel) -> Document? {
        var pairs = PairCollector()
        for field in request.headers.fields where field.name.hasPrefix(member.lowercasedWireName) {
            let key = String(field.name.dropFirst(member.lowercasedWireName.count))
            if case .string(let before)? = pairs.pairs.first(where: { $0.key == key })?.value {
                pairs.set(key, .string("\(before),\(field.value)"))
            } else {
                pairs.set(key, .string(field.value))
            }
        }
        return pairs.pairs.isEmpty ? nil : .map(pairs.pairs)
    }

    private func elements(
        _ texts: [String], _ element: MemberModel, _ member: MemberModel, _ format: TimestampFormat
    ) throws(AWSError) -> [Document] {
        var elements: [Document] = []
        for text in texts {
            if let value = try scalar(text, model.shape(element.shape), member, format) { elements.append(value) }
        }
        return elements
    }

    private func scalar(
        _ text: String, _ shape: Shape, _ member: MemberModel, _ format: TimestampFormat
    ) throws(AWSError) -> Document? {
        if let value = shape.document(of: text, member.timestampFormat ?? shape.timestampFormat ?? format) {
            return value
        }
        // A condition on a date that is none is to be ignored. Source: RFC 9110 §13.1.3 and §13.1.4.
        if shape.kind == .timestamp, member.name.hasSuffix("ModifiedSince") { return nil }
        guard model.metadata.wire == .restXml else {
            throw .serialization("STRING_VALUE can not be converted to \(shape.kind.javaName)")
        }
        throw .invalidArgument(member.refusal(of: shape), name: member.wireName, value: text)
    }
}

// MARK: The body

extension RESTDecoder {
    private func body(_ shape: Shape, of operation: OperationModel) throws(AWSError) -> Structure {
        if let payload = shape.payload {
            guard let index = shape.memberIndex(named: payload) else { throw .internalFailure }
            return try self.payload(shape.members[index])
        }
        guard shape.members.contains(where: { $0.location == .body }), !request.body.isEmpty else { return Structure() }
        if model.metadata.wire == .restJson, let input = operation.input {
            let members = try model.decodeJSON(request.body, as: input).members
            return Structure(members.filter { shape.location(of: $0.name) == .body })
        }
        let root = try xml()
        guard operation.inputElement == nil || root.name == operation.inputElement else { throw .malformedXML }
        return try XMLBodyDecoder(model: model).structure(shape, root)
    }

    /// The member that is the whole body. A stream is none of the structure's.
    private func payload(_ member: MemberModel) throws(AWSError) -> Structure {
        let shape = model.shape(member.shape)
        guard !request.body.isEmpty, !member.flags.contains(.streaming) else { return Structure() }
        switch shape.kind {
        case .blob: return [member.name: .blob(request.body)]
        case .string:
            guard let text = String(validating: request.body, as: UTF8.self) else { throw .malformedXML }
            return [member.name: .string(text)]
        default:
            if model.metadata.wire == .restJson {
                return [member.name: .structure(try model.decodeJSON(request.body, as: member.shape))]
            }
            let root = try xml()
            guard root.name == member.wireName || root.name == shape.name else { throw .malformedXML }
            return [member.name: .structure(try XMLBodyDecoder(model: model).structure(shape, root))]
        }
    }

    private func xml() throws(AWSError) -> XMLElement {
        do throws(XMLFault) { return try XMLParser.parse(request.body) } catch { throw .malformedXML }
    }
}

extension Shape {
    fileprivate func location(of member: String) -> MemberModel.Location? {
        memberIndex(named: member).map { members[$0].location }
    }
}

extension MemberModel {
    /// S3's wording of what is wrong with a parameter or header.
    fileprivate func refusal(of shape: Shape) -> String {
        switch shape.kind {
        case .integer, .long: "Provided \(wireName) not an integer or within integer range"
        case .timestamp: "Invalid date in \(wireName)"
        default: "Invalid value for \(wireName)"
        }
    }
}

extension Substring {
    var trimmingSpace: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
