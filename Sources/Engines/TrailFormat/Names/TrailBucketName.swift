/// The rules that the name of a trail's bucket must keep.
///
/// Source: CloudTrail user guide, "Naming requirements for CloudTrail resources, S3 buckets, and KMS keys".
public enum TrailBucketName {
    public static func isValid(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return (3...63).contains(name.utf8.count) && labels.allSatisfy(isLabel) && !TrailName.isAddressLike(name)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        guard let first = label.utf8.first, let last = label.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The rules that the prefix of a trail's files must keep: at most 200 characters that are safe in the key of an object,
/// and no slash at either end.
///
/// Source: CloudTrail API reference, CreateTrail; S3 user guide, "Naming Amazon S3 objects".
public enum TrailKeyPrefix {
    public static func isValid(_ prefix: String) -> Bool {
        prefix.utf8.count <= 200 && !prefix.hasPrefix("/") && !prefix.hasSuffix("/")
            && prefix.utf8.allSatisfy { allowed.contains($0) }
    }

    private static let allowed = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/!-_.*'()".utf8)
}
