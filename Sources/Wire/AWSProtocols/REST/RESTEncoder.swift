import Essentials
import HTTPMessage

/// Writes a structure as the response of a REST operation: its status, headers and body.
///
/// Source: Smithy specification, "HTTP bindings" and "AWS restXml protocol".
struct RESTEncoder {
    let model: ServiceModel

    /// - Parameter stream: the payload of an operation that answers one; nil for all others.
    func encode(
        _ output: Structure, stream: HTTPBody?, of operation: OperationModel, headers: HTTPHeaders
    ) -> HTTPResponse {
        var response = HTTPResponse(status: operation.status, headers: headers)
        guard let id = operation.output else { return response }
        let shape = model.shape(id)
        for member in output.members {
            guard let index = shape.memberIndex(named: member.name) else { continue }
            add(member.value, shape.members[index], to: &response)
        }
        // A part of an object. Source: RFC 9110 §15.3.7.
        if output["ContentRange"] != nil, response.status == 200 { response.status = 206 }
        if let stream {
            response.body = stream
        } else {
            let body = body(output, shape, of: operation)
            if let type = body.type, response.headers["content-type"] == nil {
                response.headers.add("content-type", type)
            }
            response.body = .bytes(body.bytes)
        }
        return response
    }

    private func add(_ value: Document, _ member: MemberModel, to response: inout HTTPResponse) {
        switch member.location {
        case .statusCode:
            if case .integer(let status) = value { response.status = Int(status) }
        case .header:
            if let text = headerText(value, member) { response.headers.add(member.lowercasedWireName, text) }
        case .headers:
            guard case .map(let pairs) = value else { return }
            for pair in pairs {
                guard case .string(let text) = pair.value else { continue }
                response.headers.add(member.lowercasedWireName + pair.key, text.headerEncoded)
            }
        case .body, .uri, .querystring: break
        }
    }

    private func headerText(_ value: Document, _ member: MemberModel) -> String? {
        let shape = model.shape(member.shape)
        if case .list(let elements) = value, let element = shape.element {
            return elements.compactMap { headerText($0, element) }.joined(separator: ", ")
        }
        return value.text(member.timestampFormat ?? shape.timestampFormat ?? .rfc822)
    }

    private func body(
        _ output: Structure, _ shape: Shape, of operation: OperationModel
    ) -> (type: String?, bytes: [UInt8]) {
        guard let payload = shape.payload else {
            guard shape.members.contains(where: { $0.location == .body }) else { return (nil, []) }
            return encoded(output, shape, root: model.rootElement(of: operation, shape))
        }
        guard let index = shape.memberIndex(named: payload), let value = output[payload] else { return (nil, []) }
        switch value {
        case .structure(let structure):
            let member = shape.members[index]
            let described = model.shape(member.shape)
            return encoded(structure, described, root: member.wireName)
        case .string(let text): return (text.hasPrefix("{") ? "application/json" : "text/plain", Array(text.utf8))
        case .blob(let bytes): return ("application/octet-stream", bytes)
        default: return (nil, [])
        }
    }

    /// The body of a request, for clients: the payload member, where there is one.
    func encodeInput(_ input: Structure, of operation: OperationModel) -> [UInt8] {
        guard let shape = operation.input.map({ model.shape($0) }), shape.payload != nil else { return [] }
        return body(input, shape, of: operation).bytes
    }

    private func encoded(_ structure: Structure, _ shape: Shape, root: String) -> (String?, [UInt8]) {
        guard model.metadata.wire == .restXml else {
            var writer = JSONWriter()
            JSONBodyEncoder(model: model).write(structure.below(shape), shape, &writer)
            return ("application/json", writer.bytes)
        }
        var writer = XMLWriter()
        writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        XMLBodyEncoder(model: model).write(structure, shape, root: root, &writer)
        return ("application/xml", writer.bytes)
    }
}

extension Structure {
    /// The members that are in the body.
    fileprivate func below(_ shape: Shape) -> Structure {
        Structure(
            members.filter { member in
                shape.memberIndex(named: member.name).map { shape.members[$0].location == .body } ?? false
            })
    }
}

extension Document {
    /// A simple value as text; nil for all others.
    func text(_ format: TimestampFormat) -> String? {
        switch self {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .double(let value): value.description
        case .string(let value): value
        case .blob(let value): Base64.encode(value)
        case .timestamp(let value):
            format == .iso8601 ? CivilTime(value).iso8601WithMilliseconds : value.text(format)
        case .null, .list, .map, .structure: nil
        }
    }
}

extension String {
    /// The text itself, or where a header cannot carry it, as an encoded word (RFC 2047), which is how S3 answers such
    /// metadata.
    fileprivate var headerEncoded: String {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        return "=?UTF-8?B?\(Base64.encode(Array(utf8)))?="
    }
}
