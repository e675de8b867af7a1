/// A text that is no event.
public enum EventError: Error, Hashable, Sendable {
    /// Not JSON (RFC 8259), at this byte.
    case malformed(offset: Int)
    /// Nested deeper than an event may be.
    case tooDeep
}

/// Reads an event front to back, checks that it is JSON, and keeps the values of the fields that rules ask about.
///
/// The elements of an array are values of the array's field. Each value knows the array elements that it is within.
struct EventScanner: ~Copyable {
    /// A value of a field that rules ask about.
    struct Leaf {
        /// -1 where a later member of the same name has replaced it.
        var field: Int32
        let isString: Bool
        /// Whether it is in `unescaped` rather than in the event's own bytes.
        let isUnescaped: Bool
        let start: Int
        let count: Int
        /// The innermost array element that it is within; -1 where it is in none.
        let element: Int32
    }

    /// An element of an array, and the element that the array itself is within.
    struct Element {
        let array: Int32
        let index: Int32
        let parent: Int32
    }

    static let maximumDepth = 100

    private let bytes: UnsafeBufferPointer<UInt8>
    private let paths: PathTree
    private var offset = 0
    private var depth = 0
    private var leaves: [Leaf] = []
    private var elements: [Element] = []
    private var unescaped: [UInt8] = []
    private var arrayCount: Int32 = 0
    /// Whether an array holds objects or arrays: only then can values be at odds about the element they are from.
    private var hasNestedElements = false
    /// The members of open objects that rules ask about, each with the leaves before it.
    private var openMembers: [(node: Int32, leaves: Range<Int>)] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ paths: PathTree) {
        self.bytes = bytes
        self.paths = paths
        leaves.reserveCapacity(16)
    }

    /// What was found. Good for as long as the event's bytes are.
    var event: ScannedEvent {
        ScannedEvent(bytes, leaves: leaves, elements: elements, unescaped: unescaped, hasNestedElements)
    }

    mutating func scan() throws(EventError) {
        try value(at: PathTree.root, in: -1)
        skipSpace()
        guard offset == bytes.count else { throw malformed }
    }

    private var malformed: EventError { .malformed(offset: offset) }

    @inline(__always)
    private mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// - Parameter node: -1 where no rule asks about what is here
    private mutating func value(at node: Int32, in element: Int32) throws(EventError) {
        skipSpace()
        guard offset < bytes.count else { throw malformed }
        switch bytes[offset] {
        case UInt8(ascii: "{"): try object(at: node, in: element)
        case UInt8(ascii: "["): try array(at: node, in: element)
        case UInt8(ascii: "\""):
            let text = try string()
            keep(at: node, isString: true, isUnescaped: text.isUnescaped, text.start, text.count, element)
        default:
            let start = offset
            try literal()
            keep(at: node, isString: false, isUnescaped: false, start, offset - start, element)
        }
    }

    @inline(__always)
    private mutating func keep(
        at node: Int32, isString: Bool, isUnescaped: Bool, _ start: Int, _ count: Int, _ element: Int32
    ) {
        guard node >= 0, paths.fields[Int(node)] >= 0 else { return }
        leaves.append(
            Leaf(
                field: paths.fields[Int(node)], isString: isString, isUnescaped: isUnescaped, start: start,
                count: count, element: element))
    }

    private mutating func enter() throws(EventError) {
        offset += 1
        depth += 1
        guard depth <= Self.maximumDepth else { throw .tooDeep }
    }

    private mutating func object(at node: Int32, in element: Int32) throws(EventError) {
        try enter()
        let open = openMembers.count
        if !take(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw malformed }
                let child = child(of: node, named: try string())
                guard take(UInt8(ascii: ":")) else { throw malformed }
                let start = leaves.count
                try value(at: child, in: element)
                if child >= 0 { replaceEarlier(child, since: open, by: start..<leaves.count) }
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw malformed }
        }
        openMembers.removeSubrange(open...)
        depth -= 1
    }

    /// Of two members of one name the last counts.
    private mutating func replaceEarlier(_ node: Int32, since open: Int, by leaves: Range<Int>) {
        for member in openMembers[open...] where member.node == node {
            for index in member.leaves { self.leaves[index].field = -1 }
        }
        openMembers.append((node, leaves))
    }

    private mutating func array(at node: Int32, in element: Int32) throws(EventError) {
        try enter()
        let array = arrayCount
        arrayCount += 1
        if !take(UInt8(ascii: "]")) {
            var index: Int32 = 0
            repeat {
                skipSpace()
                var inner = element
                if node >= 0 {
                    if offset < bytes.count, bytes[offset] == UInt8(ascii: "{") || bytes[offset] == UInt8(ascii: "[") {
                        hasNestedElements = true
                    }
                    inner = Int32(elements.count)
                    elements.append(Element(array: array, index: index, parent: element))
                }
                try value(at: node, in: inner)
                index += 1
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw malformed }
        }
        depth -= 1
    }
}

extension EventScanner {
    private struct Text {
        var isUnescaped: Bool
        var start: Int
        var count: Int
    }

    private func child(of node: Int32, named name: Text) -> Int32 {
        guard node >= 0 else { return -1 }
        if name.isUnescaped {
            return unescaped.withUnsafeBufferPointer { descend(node, $0[name.start..<name.start + name.count]) }
        }
        return descend(node, bytes[name.start..<name.start + name.count])
    }

    /// A dot parts two names.
    private func descend(_ node: Int32, _ name: Slice<UnsafeBufferPointer<UInt8>>) -> Int32 {
        var (node, rest) = (node, name)
        while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
            node = paths.child(of: node, named: UnsafeBufferPointer(rebasing: rest[..<dot]))
            rest = rest[(dot + 1)...]
        }
        return paths.child(of: node, named: UnsafeBufferPointer(rebasing: rest))
    }

    private mutating func string() throws(EventError) -> Text {
        offset += 1
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                defer { offset += 1 }
                return Text(isUnescaped: false, start: start, count: offset - start)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw malformed }
            offset += 1
        }
        throw malformed
    }

    private mutating func escapedString(from start: Int) throws(EventError) -> Text {
        let first = unescaped.count
        unescaped.append(contentsOf: bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return Text(isUnescaped: true, start: first, count: unescaped.count - first)
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw malformed
            default: unescaped.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape() throws(EventError) {
        guard offset < bytes.count else { throw malformed }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape()
        default: throw malformed
        }
    }

    private mutating func unicodeEscape() throws(EventError) {
        var code = try fourHexDigits()
        if (0xD800..<0xDC00).contains(code) {
            guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
            else { throw malformed }
            offset += 2
            let low = try fourHexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw malformed }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code), let text = UTF8.encode(scalar) else { throw malformed }
        unescaped.append(contentsOf: text)
    }

    private mutating func fourHexDigits() throws(EventError) -> UInt32 {
        guard offset + 4 <= bytes.count else { throw malformed }
        var code: UInt32 = 0
        for index in offset..<offset + 4 {
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else { throw malformed }
            code = code << 4 | UInt32(digit)
        }
        offset += 4
        return code
    }

    /// A number, `true`, `false` or `null`.
    private mutating func literal() throws(EventError) {
        for word in ["true", "false", "null"] as [StaticString] where bytes[offset] == word.utf8Start[0] {
            let length = word.utf8CodeUnitCount
            guard offset + length <= bytes.count else { throw malformed }
            for index in 0..<length where bytes[offset + index] != word.utf8Start[index] { throw malformed }
            offset += length
            return
        }
        try number()
    }

    private mutating func number() throws(EventError) {
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let first = offset
        try digits()
        guard bytes[first] != UInt8(ascii: "0") || offset - first == 1 else { throw malformed }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") {
                offset += 1
            }
            try digits()
        }
    }

    private mutating func digits() throws(EventError) {
        let start = offset
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        guard offset > start else { throw malformed }
    }
}
