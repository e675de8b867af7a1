/// What is wrong with a text that should be JSON, and at which byte.
public struct JSONError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case invalidUTF8
        case invalidEscape
        case invalidNumber
        case tooDeep
        case duplicateName(String)
        case trailingBytes
    }
    public let reason: Reason
    public let offset: Int
}

/// A cursor over JSON text (RFC 8259) that lets a caller pull exactly what it expects, without an intermediate tree.
///
/// Strict: UTF-8 only, no lone surrogates, no comments, nesting bounded by `maximumDepth`.
/// The input buffer must outlive the reader.
public struct JSONReader {
    public enum Kind: Sendable { case null, bool, number, string, array, object }

    private let bytes: UnsafeBufferPointer<UInt8>
    public private(set) var offset = 0
    private var depth = 0
    private let maximumDepth: Int

    public init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = 100) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    public func error(_ reason: JSONError.Reason) -> JSONError { JSONError(reason: reason, offset: offset) }

    @inline(__always)
    private mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    private func unexpected() -> JSONError {
        offset < bytes.count ? error(.unexpectedByte(bytes[offset])) : error(.unexpectedEnd)
    }

    /// The kind of the next value, by its first byte.
    public mutating func peek() throws(JSONError) -> Kind {
        skipSpace()
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), 0x30...0x39: return .number
        default: throw unexpected()
        }
    }

    /// Fails unless only white space is left.
    public mutating func requireEnd() throws(JSONError) {
        skipSpace()
        if offset < bytes.count { throw error(.trailingBytes) }
    }

    public mutating func readNull() throws(JSONError) { try expect("null") }

    public mutating func readBool() throws(JSONError) -> Bool {
        skipSpace()
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "t") {
            try expect("true")
            return true
        }
        try expect("false")
        return false
    }

    private mutating func expect(_ word: StaticString) throws(JSONError) {
        skipSpace()
        let length = word.utf8CodeUnitCount
        guard offset + length <= bytes.count else { throw unexpected() }
        for index in 0..<length where bytes[offset + index] != word.utf8Start[index] { throw unexpected() }
        offset += length
    }

    /// Reads an object. `member` is called with each name and must consume its value.
    public mutating func readObject<Failure: Error>(
        _ member: (String, inout JSONReader) throws(Failure) -> Void
    ) throws(Failure) where Failure: JSONReaderFailure {
        do throws(JSONError) { try enter(UInt8(ascii: "{")) } catch { throw Failure(error) }
        var isFirst = true
        while true {
            let name: String?
            do throws(JSONError) {
                if try atClose(UInt8(ascii: "}"), isFirst: isFirst) {
                    name = nil
                } else {
                    name = try readString()
                    skipSpace()
                    guard offset < bytes.count, bytes[offset] == UInt8(ascii: ":") else { throw unexpected() }
                    offset += 1
                }
            } catch { throw Failure(error) }
            guard let name else { return }
            isFirst = false
            try member(name, &self)
        }
    }

    /// Reads an array. `element` is called at each element and must consume it.
    public mutating func readArray<Failure: Error>(
        _ element: (inout JSONReader) throws(Failure) -> Void
    ) throws(Failure) where Failure: JSONReaderFailure {
        do throws(JSONError) { try enter(UInt8(ascii: "[")) } catch { throw Failure(error) }
        var isFirst = true
        while true {
            do throws(JSONError) {
                if try atClose(UInt8(ascii: "]"), isFirst: isFirst) { return }
            } catch { throw Failure(error) }
            isFirst = false
            try element(&self)
        }
    }

    private mutating func enter(_ open: UInt8) throws(JSONError) {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == open else { throw unexpected() }
        guard depth < maximumDepth else { throw error(.tooDeep) }
        depth += 1
        offset += 1
    }

    private mutating func atClose(_ close: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
        skipSpace()
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        if bytes[offset] == close {
            offset += 1
            depth -= 1
            return true
        }
        if !isFirst {
            guard bytes[offset] == UInt8(ascii: ",") else { throw unexpected() }
            offset += 1
            skipSpace()
        }
        return false
    }

    /// Consumes one value of any kind, checking that it is well formed.
    public mutating func skipValue() throws(JSONError) { _ = try readValue() }

    /// Consumes one value of any kind, and answers it as it is spelled.
    public mutating func readSpelling() throws(JSONError) -> [UInt8] {
        skipSpace()
        let start = offset
        try skipValue()
        return Array(bytes[start..<offset])
    }

    /// Reads one value of any kind as a tree. A repeated name in an object is an error.
    public mutating func readValue() throws(JSONError) -> JSON {
        switch try peek() {
        case .null:
            try readNull()
            return .null
        case .bool: return .bool(try readBool())
        case .number:
            switch try readNumber() {
            case .integer(let value): return .integer(value)
            case .double(let value): return .number(value)
            }
        case .string: return .string(try readString())
        case .array:
            var elements: [JSON] = []
            try readArray { reader throws(JSONError) in elements.append(try reader.readValue()) }
            return .array(elements)
        case .object: return .object(try readObjectValue())
        }
    }

    private mutating func readObjectValue() throws(JSONError) -> JSON.Object {
        var members: [JSON.Object.Member] = []
        var seen: Set<String> = []
        try readObject { name, reader throws(JSONError) in
            // A linear look is quicker for the usual few members; a set keeps a hostile thousand linear.
            let isRepeated: Bool
            if members.count < 16 {
                isRepeated = members.contains { $0.name == name }
            } else {
                if seen.isEmpty { seen = Set(members.map(\.name)) }
                isRepeated = !seen.insert(name).inserted
            }
            if isRepeated { throw reader.error(.duplicateName(name)) }
            members.append(.init(name: name, value: try reader.readValue()))
        }
        return JSON.Object(members)
    }

    public enum Number: Hashable, Sendable {
        case integer(Int64)
        case double(Double)
    }

    /// Reads a number: an integer where it is written as one and fits 64 bits, else a double.
    public mutating func readNumber() throws(JSONError) -> Number {
        skipSpace()
        let start = offset
        var isInteger = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let firstDigit = offset
        try skipDigits()
        if bytes[firstDigit] == UInt8(ascii: "0"), offset - firstDigit > 1 { throw error(.invalidNumber) }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            try skipDigits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") {
                offset += 1
            }
            try skipDigits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw error(.invalidNumber) }
        return .double(value)
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = offset
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        if offset == start { throw offset < bytes.count ? error(.invalidNumber) : error(.unexpectedEnd) }
    }

    public mutating func readString() throws(JSONError) -> String {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw unexpected() }
        offset += 1
        let start = offset
        var union: UInt8 = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                defer { offset += 1 }
                return try text(bytes[start..<offset], isASCII: union < 0x80)
            }
            if byte == UInt8(ascii: "\\") { return try readEscapedString(from: start) }
            if byte < 0x20 { throw unexpected() }
            union |= byte
            offset += 1
        }
        throw error(.unexpectedEnd)
    }

    /// The library's check of UTF-8 costs several times the decoding, and ASCII needs none.
    private func text(_ slice: Slice<UnsafeBufferPointer<UInt8>>, isASCII: Bool) throws(JSONError) -> String {
        if isASCII { return String(decoding: UnsafeBufferPointer(rebasing: slice), as: UTF8.self) }
        guard let text = String(validating: UnsafeBufferPointer(rebasing: slice), as: UTF8.self) else {
            throw error(.invalidUTF8)
        }
        return text
    }

    private mutating func readEscapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw error(.invalidUTF8) }
                return string
            case UInt8(ascii: "\\"): try readEscape(into: &text)
            case 0..<0x20: throw error(.unexpectedByte(byte))
            default: text.append(byte)
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try readFourHexDigits()
            if (0xD800..<0xDC00).contains(code) {
                guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
                    bytes[offset + 1] == UInt8(ascii: "u")
                else { throw error(.invalidEscape) }
                offset += 2
                let low = try readFourHexDigits()
                guard (0xDC00..<0xE000).contains(low) else { throw error(.invalidEscape) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error(.invalidEscape) }
            text.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        default: throw error(.invalidEscape)
        }
    }

    private mutating func readFourHexDigits() throws(JSONError) -> UInt32 {
        guard offset + 4 <= bytes.count else { throw error(.unexpectedEnd) }
        var code: UInt32 = 0
        for index in offset..<offset + 4 {
            guard let digit = Hex.value(of: bytes[index]) else { throw error(.invalidEscape) }
            code = code << 4 | UInt32(digit)
        }
        offset += 4
        return code
    }
}

/// An error that a reading closure may throw: it can carry a syntax error of the text itself.
public protocol JSONReaderFailure: Error {
    init(_ error: JSONError)
}

extension JSONError: JSONReaderFailure {
    public init(_ error: JSONError) { self = error }
}

extension JSON {
    /// Parses a whole text. Nesting beyond `maximumDepth` and repeated member names are errors.
    public init(parsing text: String, maximumDepth: Int = 100) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    public init(parsing bytes: [UInt8], maximumDepth: Int = 100) throws(JSONError) {
        let result: Result<JSON, JSONError> = bytes.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer, maximumDepth: maximumDepth)
            do throws(JSONError) {
                let value = try reader.readValue()
                try reader.requireEnd()
                return .success(value)
            } catch { return .failure(error) }
        }
        self = try result.get()
    }
}
