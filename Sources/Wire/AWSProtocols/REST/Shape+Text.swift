import Essentials

extension Shape {
    /// A simple value written as text: of a URI, a header or an XML element. Nil where it is none of this shape.
    func document(of text: String, _ format: TimestampFormat) -> Document? {
        switch kind {
        case .string: .string(text)
        case .boolean: Self.bool(text).map(Document.bool)
        case .integer: Int32(text).map { .integer(Int64($0)) }
        case .long: Int64(text).map(Document.integer)
        case .float, .double: Double(text).flatMap { $0.isFinite ? .double($0) : nil }
        case .blob: Base64.decode(text).map(Document.blob)
        case .timestamp: Self.timestamp(text, format).map(Document.timestamp)
        case .structure, .list, .map: nil
        }
    }

    private static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    private static func timestamp(_ text: String, _ format: TimestampFormat) -> Timestamp? {
        switch format {
        case .rfc822: Timestamp(rfc822: text) ?? Timestamp(iso8601: text)
        case .unixTimestamp: Double(text).flatMap { Timestamp(epochSeconds: $0) }
        case .iso8601: Timestamp(iso8601: text)
        }
    }
}
