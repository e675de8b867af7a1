import AWSProtocols
import EventPatterns
import Essentials
import SNSModel

/// An attribute of a message, checked and as it is kept.
struct MessageAttribute: Codable, Hashable, Sendable {
    let name: String
    /// `String`, `String.Array`, `Number` or `Binary`, each perhaps with a label of the publisher's behind a point.
    let type: String
    /// Text, or bytes in base 64: the form that documents show.
    let value: String

    /// What the attribute adds to the message's size, in bytes.
    let size: Int
}

extension MessageAttribute {
    /// Throws InvalidParameterValue for what the rules do not allow.
    /// Source: SNS developer guide, "Amazon SNS message attributes".
    init(_ name: String, _ given: MessageAttributeValue) throws(AWSError) {
        try Self.requireName(name)
        let type = given.dataType
        guard !type.isEmpty else {
            throw .invalidAttributeValue(
                "The message attribute '\(name)' must contain non-empty message attribute type.")
        }
        let base = ["String.Array", "String", "Number", "Binary"].first { type == $0 || type.hasPrefix($0 + ".") }
        guard let base, type.utf8.count <= 256, type.utf8.allSatisfy({ $0.isLabelByte || $0 == UInt8(ascii: ".") })
        else {
            throw .invalidAttributeValue(
                "The message attribute '\(name)' has an invalid message attribute type, the set of supported type "
                    + "prefixes is Binary, Number, and String.")
        }
        self.name = name
        self.type = type
        if base == "Binary" {
            guard let bytes = given.binaryValue, !bytes.isEmpty else { throw Self.noValue(name, base) }
            guard given.stringValue == nil else { throw Self.twoValues(name) }
            value = Base64.encode(bytes)
            size = name.utf8.count + type.utf8.count + bytes.count
        } else {
            guard let text = given.stringValue, !text.isEmpty else { throw Self.noValue(name, base) }
            guard given.binaryValue == nil else { throw Self.twoValues(name) }
            try Self.require(text, toBe: base, name)
            value = text
            size = name.utf8.count + type.utf8.count + text.utf8.count
        }
    }

    /// In order of name.
    static func all(_ given: [String: MessageAttributeValue]?) throws(AWSError) -> [MessageAttribute] {
        var attributes: [MessageAttribute] = []
        for (name, value) in (given ?? [:]).sorted(by: { $0.key < $1.key }) {
            attributes.append(try MessageAttribute(name, value))
        }
        return attributes
    }

    private static func requireName(_ name: String) throws(AWSError) {
        let isSpelled = name.utf8.allSatisfy { $0.isLabelByte || $0 == UInt8(ascii: ".") }
        guard isSpelled, (1...256).contains(name.utf8.count), !name.hasPrefix("."), !name.hasSuffix("."),
            !name.contains("..")
        else { throw .invalidAttributeValue("Invalid message attribute name: '\(name)'") }
        let isReserved = ["aws.", "amazon."].contains { name.lowercased().hasPrefix($0) }
        guard !isReserved || name.hasPrefix("AWS.SNS.") else {
            throw .invalidAttributeValue("Invalid message attribute name: '\(name)'. The prefix is reserved.")
        }
    }

    private static func require(_ text: String, toBe base: String, _ name: String) throws(AWSError) {
        let isAllowed = text.unicodeScalars.allSatisfy(\.isInMessages)
        var isOfType = isAllowed
        switch base {
        case "Number": isOfType = isAllowed && isNumber(text)
        case "String.Array": isOfType = isAllowed && isList(text)
        default: break
        }
        guard isOfType else {
            throw .invalidAttributeValue("Invalid attribute value was passed in for message attribute '\(name)'")
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        guard text.utf8.count <= 64, text.utf8.allSatisfy({ $0.isDigit || "+-.eE".utf8.contains($0) }),
            let number = Double(text)
        else { return false }
        return number.magnitude <= 1e9
    }

    /// Strings, numbers and the words true, false and null: nothing that is nested.
    private static func isList(_ text: String) -> Bool {
        guard let elements = (try? JSON(parsing: text, maximumDepth: 2))?.array else { return false }
        return elements.allSatisfy { $0.array == nil && $0.object == nil }
    }

    private static func noValue(_ name: String, _ base: String) -> AWSError {
        .invalidAttributeValue(
            "The message attribute '\(name)' must contain non-empty message attribute value for message attribute type "
                + "'\(base)'.")
    }

    private static func twoValues(_ name: String) -> AWSError {
        .invalidAttributeValue("The message attribute '\(name)' must contain one value of its type alone.")
    }

    /// As filter policies see it.
    var filterValue: FilterAttribute {
        if type.hasPrefix("String.Array") { return .array(value) }
        if type.hasPrefix("Number") { return .number(value) }
        return type.hasPrefix("Binary") ? .binary : .string(value)
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
}

extension Unicode.Scalar {
    /// Source: SNS API reference, Publish: the characters of XML 1.0.
    var isInMessages: Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
