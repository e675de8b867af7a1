/// Source: Amazon S3 user guide, "General purpose bucket naming rules".
enum BucketName {
    static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last, isAlphanumeric(first),
            isAlphanumeric(last), bytes.allSatisfy({ isAlphanumeric($0) || $0 == dot || $0 == hyphen })
        else { return false }
        guard !name.contains(".."), !isAddress(name), !forbiddenPrefixes.contains(where: name.hasPrefix),
            !forbiddenSuffixes.contains(where: name.hasSuffix)
        else { return false }
        return true
    }

    private static let dot = UInt8(ascii: ".")
    private static let hyphen = UInt8(ascii: "-")
    private static let forbiddenPrefixes = ["xn--", "sthree-"]
    private static let forbiddenSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether it is formatted as an IP address.
    private static func isAddress(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { part in (1...3).contains(part.utf8.count) && UInt8(part) != nil }
    }
}
