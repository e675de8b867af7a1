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

    private static func split(_ target: String) -> (path: String, query: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    private static func segments(_ path: String) -> [String] {
        var kept: [String] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) where segment != "." {
            if segment == ".." { _ = kept.popLast() } else { kept.append(String(segment)) }
        }
        return [path.hasPrefix("/") ? "absolute" : "relative"] + kept
            + [path.hasSuffix("/") && !kept.isEmpty ? "directory" : "leaf"]
    }

    private static func pairs(_ query: String) -> [[[Unit]]] {
        query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return [decoded(String(parts[0])), decoded(parts.count > 1 ? String(parts[1]) : "")]
        }
        .sorted { "\($0)" < "\($1)" }
    }

    /// A byte and how it must be told from the same byte written otherwise: `/` from `%2F`, `+` from `%2B`.
    private struct Unit: Equatable {
        let byte: UInt8
        let isSeparator: Bool
    }

    private static func decoded(_ text: String) -> [Unit] {
        var bytes = Array(text.utf8)[...]
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
