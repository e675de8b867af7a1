/// The rules that a trail's name must keep.
///
/// Source: CloudTrail user guide, "Naming requirements for CloudTrail resources, S3 buckets, and KMS keys".
public enum TrailName {
    public enum Violation: Error, Hashable, Sendable {
        case tooShort(Int)
        case tooLong(Int)
        case badCharacter
        case badStart
        case badEnd
        case adjacentPunctuation
        case addressLike
    }

    public static let lengths = 3...128

    public static func check(_ name: String) throws(Violation) {
        let bytes = Array(name.utf8)
        guard bytes.count >= lengths.lowerBound else { throw .tooShort(bytes.count) }
        guard bytes.count <= lengths.upperBound else { throw .tooLong(bytes.count) }
        guard bytes.allSatisfy({ isAlphanumeric($0) || isPunctuation($0) }) else { throw .badCharacter }
        guard let first = bytes.first, isAlphanumeric(first) else { throw .badStart }
        guard let last = bytes.last, isAlphanumeric(last) else { throw .badEnd }
        for (left, right) in zip(bytes, bytes.dropFirst()) where isPunctuation(left) && isPunctuation(right) {
            throw .adjacentPunctuation
        }
        guard !isAddressLike(name) else { throw .addressLike }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    /// Whether it is four numbers from 0 to 255, such as `192.168.5.4`.
    static func isAddressLike(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && Int(part).map { $0 <= 255 } ?? false
            }
    }
}

extension TrailName.Violation: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooShort(let length):
            "Trail name too short. Minimum allowed length: 3 characters. Specified name length: \(length) characters."
        case .tooLong(let length):
            "Trail name too long. Maximum allowed length: 128 characters. Specified name length: \(length) characters."
        case .badCharacter:
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), "
                + "hyphens (-), and underscores (_)."
        case .badStart: "Trail name must starts with a letter or number."
        case .badEnd: "Trail name must ends with a letter or number."
        case .adjacentPunctuation: "Trail name cannot have adjacent periods, underscores or dashes."
        case .addressLike: "Trail name must not be in IP address format."
        }
    }
}
