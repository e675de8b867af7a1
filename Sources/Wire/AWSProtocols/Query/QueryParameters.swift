/// The parameters of a query request, from the query string and a form body together, in order.
public struct QueryParameters: Sendable, Equatable {
    public struct Parameter: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    public private(set) var parameters: [Parameter] = []
    private static let maximumCount = 10_000

    public init() {}

    /// Reads `application/x-www-form-urlencoded` text after what was read before.
    ///
    /// Fails on a bad escape, on text that is not UTF-8, on a name given twice (which of the two is meant is for the
    /// caller to say) and beyond 10,000 parameters.
    public mutating func read(_ text: some Sequence<UInt8>) throws(AWSError) {
        var name: [UInt8]?
        var field: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"):
                try add(name, field)
                name = nil
                field.removeAll(keepingCapacity: true)
            case UInt8(ascii: "=") where name == nil:
                name = field
                field.removeAll(keepingCapacity: true)
            default: field.append(byte)
            }
        }
        try add(name, field)
        try refuseRepeatedNames()
    }

    public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    private mutating func add(_ name: [UInt8]?, _ field: [UInt8]) throws(AWSError) {
        if name == nil, field.isEmpty { return }
        guard parameters.count < Self.maximumCount else { throw AWSError.malformedQueryString }
        let value = name == nil ? [] : field
        parameters.append(Parameter(name: try Self.decode(name ?? field), value: try Self.decode(value)))
    }

    private func refuseRepeatedNames() throws(AWSError) {
        var names: Set<String> = []
        names.reserveCapacity(parameters.count)
        for parameter in parameters where !names.insert(parameter.name).inserted {
            throw AWSError.malformedQueryString
        }
    }

    /// Percent-decoding, with `+` for a space.
    private static func decode(_ bytes: [UInt8]) throws(AWSError) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "+") {
                decoded.append(0x20)
            } else if byte == UInt8(ascii: "%") {
                guard index + 1 < bytes.count, let high = Self.digit(bytes[index]),
                    let low = Self.digit(bytes[index + 1])
                else { throw AWSError.malformedQueryString }
                decoded.append(high << 4 | low)
                index += 2
            } else {
                decoded.append(byte)
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw AWSError.malformedQueryString }
        return text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
