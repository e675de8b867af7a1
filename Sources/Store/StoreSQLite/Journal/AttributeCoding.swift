import Store

/// Attributes as bytes: field and value in turn, each a length of four bytes, most significant first, and UTF-8.
enum AttributeCoding {
    static func encode(_ attributes: [JournalAttribute]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(attributes.reduce(0) { $0 + $1.field.utf8.count + $1.value.utf8.count + 8 })
        for attribute in attributes {
            append(attribute.field, to: &bytes)
            append(attribute.value, to: &bytes)
        }
        return bytes
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let count = UInt32(text.utf8.count)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        bytes.append(contentsOf: text.utf8)
    }

    /// Nil when the bytes are not such an encoding.
    static func decode(_ bytes: [UInt8]) -> [JournalAttribute]? {
        var rest = bytes[...]
        var attributes: [JournalAttribute] = []
        while !rest.isEmpty {
            guard let field = text(from: &rest), let value = text(from: &rest) else { return nil }
            attributes.append(JournalAttribute(field, value))
        }
        return attributes
    }

    private static func text(from rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.count >= 4 else { return nil }
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return String(decoding: rest.prefix(count), as: UTF8.self)
    }
}
