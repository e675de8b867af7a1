import Essentials

/// A version's id tells its place among the versions of its key, so that it is found without an index.
enum VersionID {
    static let null = "null"

    /// 32 characters: the sequence number and 16 random bytes, in the URL's base 64.
    static func make(_ sequence: UInt64, _ random: any RandomSource) -> String {
        let number = (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * $0)) }
        let text = Base64.encode(number + random.bytes(16))
        return String(
            decoding: text.utf8.map { byte -> UInt8 in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: ".")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }, as: UTF8.self)
    }

    /// Nil where the text is no version id of ours.
    static func sequence(of text: String) -> UInt64? {
        guard text.utf8.count == 32 else { return nil }
        let plain = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "."): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        guard let bytes = Base64.decode(String(decoding: plain, as: UTF8.self)), bytes.count == 24 else { return nil }
        return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
