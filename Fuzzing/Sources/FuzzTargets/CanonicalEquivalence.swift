import HTTPMessage

/// Which requests AWS's canonical form does not tell apart, written from the documentation and apart from the target.
public enum CanonicalEquivalence {
    /// White space around a value is trimmed, and each run within is one space.
    public static func values(_ left: String, _ right: String) -> Bool { words(left) == words(right) }

    /// Fields of the same names with the same values, in the same order within a name; `names` are joined by `;`.
    static func headers(_ left: HTTPRequestHead, _ right: HTTPRequestHead, names: String) -> Bool {
        names.split(separator: ";").allSatisfy { name in
            let (left, right) = (left.headers.fields, right.headers.fields)
            let joined = [left, right].map { fields in
                fields.filter { $0.name == name }.map { words($0.value).joined(separator: " ") }.joined(separator: ",")
            }
            return joined[0] == joined[1]
        }
    }

    /// By bytes: as characters, a space and a combining mark after it would be one.
    private static func words(_ value: String) -> [String] {
        value.utf8.split { $0 == 0x20 || $0 == 0x09 }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Paths that normalise to the same (S3: that decode to the same), and queries of the same decoded pairs in any
    /// order. The signature in a query is not part of what it signs, but is held against it: it must stay.
    public static func targets(_ left: String, _ right: String, isS3: Bool) -> Bool {
        let (left, right) = (split(left), split(right))
        guard isS3 ? decoded(left.path) == decoded(right.path) : segments(left.path) == segments(right.path) else {
            return false
        }
        return pairs(left.query) == pairs(right.query)
    }

    // All by bytes: as characters, a separator and a combining mark after it would be one.

    private static func split(_ target: String) -> (path: [UInt8], query: [UInt8]) {
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        // "If the absolute path is empty, use a forward slash character."
        return (path.isEmpty ? [UInt8(ascii: "/")] : Array(path), Array(target.utf8.dropFirst(path.count + 1)))
    }

    private static func segments(_ path: [UInt8]) -> [String] {
        let slash = UInt8(ascii: "/")
        var kept: [String] = []
        for segment in path.split(separator: slash).map({ String(decoding: $0, as: UTF8.self) }) where segment != "." {
            if segment == ".." { _ = kept.popLast() } else { kept.append(segment) }
        }
        return [path.first == slash ? "absolute" : "relative"] + kept
            + [path.last == slash && !kept.isEmpty ? "directory" : "leaf"]
    }

    /// How often each pair occurs.
    private static func pairs(_ query: [UInt8]) -> [[[Unit]]: Int] {
        var counts: [[[Unit]]: Int] = [:]
        for pair in query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            counts[[decoded(name), decoded(pair.dropFirst(name.count + 1))], default: 0] += 1
        }
        return counts
    }

    /// A byte and how it must be told from the same byte written otherwise: `/` from `%2F`, `+` from `%2B`.
    private struct Unit: Hashable {
        let byte: UInt8
        let isSeparator: Bool
    }

    private static func decoded(_ text: some Sequence<UInt8>) -> [Unit] {
        var bytes = Array(text)[...]
        var units: [Unit] = []
        while let byte = bytes.popFirst() {
            let digits = String(decoding: bytes.prefix(2), as: UTF8.self)
            let isEscape = byte == 0x25 && digits.utf8.count == 2 && digits.allSatisfy(\.isHexDigit)
            if isEscape, let value = UInt8(digits, radix: 16) {
                bytes.removeFirst(2)
                units.append(Unit(byte: value, isSeparator: false))
            } else {
                units.append(Unit(byte: byte, isSeparator: byte == 0x2F || byte == 0x2B || byte == 0x25))
            }
        }
        return units
    }
}
