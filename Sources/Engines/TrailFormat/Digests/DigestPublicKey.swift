/// The public key of a digest's signature in the form that CloudTrail hands out.
///
/// Source: CloudTrail API reference, `PublicKey`.
public enum DigestPublicKey {
    /// The `RSAPublicKey` (RFC 8017, appendix A.1.1) inside DER SubjectPublicKeyInfo (RFC 5280 section 4.1); nil where
    /// there is none.
    public static func pkcs1(_ subjectPublicKeyInfo: [UInt8]) -> [UInt8]? {
        var outer = DERReader(subjectPublicKeyInfo[...])
        guard let sequence = outer.value(tagged: 0x30), outer.isAtEnd else { return nil }
        var inner = DERReader(sequence)
        guard inner.value(tagged: 0x30) != nil, let bits = inner.value(tagged: 0x03), inner.isAtEnd,
            bits.first == 0
        else { return nil }
        return Array(bits.dropFirst())
    }
}

/// Reads definite-length values one after another.
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func value(tagged tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}
