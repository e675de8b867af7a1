import Essentials

/// Which values a setting takes.
struct ValueRule: Sendable {
    let accepts: @Sendable (JSON) -> Bool

    /// Text that is not empty.
    static let text = ValueRule { $0.string?.isEmpty == false }

    static func text(where accepts: @escaping @Sendable (String) -> Bool) -> ValueRule {
        ValueRule { $0.string.map(accepts) ?? false }
    }

    static func oneOf(_ values: String...) -> ValueRule {
        let values = Set(values)
        return text { values.contains($0) }
    }

    static let enabledOrDisabled = oneOf("enabled", "disabled")

    /// A whole number; AWS's examples write it with and without quotes.
    static func integer(_ range: ClosedRange<Int64>) -> ValueRule {
        ValueRule { value in (value.integer ?? value.string.flatMap(Int64.init)).map(range.contains) ?? false }
    }

    /// `true` or `false`, with or without quotes.
    static let boolean = ValueRule { $0.bool != nil || $0 == "true" || $0 == "false" }

    /// A Region code such as `eu-central-1`.
    static let region = text { isRegion($0) }

    static let regionOrAllSupported = text { $0 == "ALL_SUPPORTED" || isRegion($0) }

    /// An ARN, in which `$account` and `$region` may stand for the account's own.
    static let arn = text { $0.hasPrefix("arn:") && $0.split(separator: ":").count >= 5 }

    /// Lower-case words and digits joined by hyphens, three or more, the last a number.
    static func isRegion(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, number.isDecimal else { return false }
        return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { ("a"..."z").contains($0) } }
    }
}

extension StringProtocol {
    /// One or more ASCII digits and nothing else.
    var isDecimal: Bool { !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
