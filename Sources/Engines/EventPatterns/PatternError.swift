import Essentials

/// Why a text is no event pattern, in the words that EventBridge gives after "Event pattern is not valid. Reason: ".
public struct PatternError: Error, Hashable, Sendable {
    /// Without the place.
    public let reason: String
    /// How many bytes of the text had been read.
    public let offset: Int

    public init(_ reason: String, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The reason and where in `text` it was found, counted from one as AWS's parser counts.
    public func message(in text: String) -> String {
        let read = text.utf8.prefix(offset)
        let lineStart = read.lastIndex(of: UInt8(ascii: "\n")).map { read.index(after: $0) } ?? read.startIndex
        let line = read.count { $0 == UInt8(ascii: "\n") } + 1
        let column = String(decoding: read[lineStart...], as: UTF8.self).utf16.count + 1
        return "\(reason)\n at [Source: (String)\"\(Self.excerpt(text))\"; line: \(line), column: \(column)]"
    }

    private static func excerpt(_ text: String) -> String {
        let shown = text.prefix(500)
        let rest = text.utf16.count - shown.utf16.count
        return rest == 0 ? text : "\(shown)\"[truncated \(rest) chars]"
    }
}

extension PatternError: JSONReaderFailure {
    public init(_ error: JSONError) {
        let reason =
            switch error.reason {
            case .unexpectedEnd: "Unexpected end-of-input"
            case .unexpectedByte(let byte): "Unexpected character (\(Self.spelling(byte)) (code \(byte)))"
            case .invalidUTF8: "Invalid UTF-8"
            case .invalidEscape: "Unrecognized character escape"
            case .invalidNumber: "Invalid numeric value"
            case .tooDeep: "The pattern is nested too deeply"
            case .duplicateName(let name): "Duplicate field '\(name)'"
            case .trailingBytes: "Unexpected content after the pattern"
            }
        self.init(reason, at: error.offset)
    }

    private static func spelling(_ byte: UInt8) -> String {
        (0x20..<0x7F).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "not printable"
    }
}
