import Essentials

/// The instant that a request was signed at, and its signed spelling.
struct RequestDate {
    let timestamp: Timestamp
    /// `YYYYMMDDTHHMMSSZ`
    let text: String

    /// Takes ISO 8601 basic format (`20150830T123600Z`) or an RFC 1123 date (`Sun, 30 Aug 2015 12:36:00 GMT`).
    init(_ value: String) throws(AuthenticationError) {
        if let basic = CivilTime(basic: value) {
            (timestamp, text) = (basic.timestamp, value)
        } else if let civil = CivilTime(rfc1123: value) {
            (timestamp, text) = (civil.timestamp, civil.basic)
        } else {
            throw .incompleteSignature(.malformedDate(value))
        }
    }
}

extension CivilTime {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Parses `Sun, 30 Aug 2015 12:36:00 GMT` (RFC 1123; `-0000` and `+0000` are UTC too); nil for anything else.
    /// The name of the weekday is not held against the date.
    init?(rfc1123 text: String) {
        let parts = text.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","),
            let month = Self.months.firstIndex(where: { $0 == parts[2] }),
            ["GMT", "-0000", "+0000"].contains(parts[5])
        else { return nil }
        let clock = parts[4].split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard clock.count == 3, let day = Self.number(parts[1], 1...2), let year = Self.number(parts[3], 4...4),
            let hour = Self.number(clock[0], 2...2), let minute = Self.number(clock[1], 2...2),
            let second = Self.number(clock[2], 2...2)
        else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    private static func number(_ text: Substring, _ width: ClosedRange<Int>) -> Int? {
        guard width.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
