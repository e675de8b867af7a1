/// A UTC calendar date and time of day in the proleptic Gregorian calendar.
///
/// Formats and parses the three spellings that AWS uses, without a formatter object:
/// `2026-11-23T21:28:49Z` (with optional milliseconds and offset) and `20261123T212849Z`.
public struct CivilTime: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var millisecond: Int

    public init(_ instant: Timestamp) {
        let seconds = instant.seconds
        let days = seconds.flooredQuotient(86400)
        let ofDay = Int(seconds - days * 86400)
        (year, month, day) = Self.date(daysSinceEpoch: days)
        (hour, minute, second) = (ofDay / 3600, ofDay / 60 % 60, ofDay % 60)
        millisecond = Int(instant.milliseconds - seconds * 1000)
    }

    /// Nil unless every field is in its calendar range (a leap second, :60, is taken as :59).
    public init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
    ) {
        guard (0...9999).contains(year), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (0...999).contains(millisecond)
        else { return nil }
        (self.year, self.month, self.day, self.hour, self.minute) = (year, month, day, hour, minute)
        (self.second, self.millisecond) = (min(second, 59), millisecond)
    }

    public var timestamp: Timestamp {
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86400 + Int64(hour * 3600 + minute * 60 + second)
        return Timestamp(milliseconds: seconds * 1000 + Int64(millisecond))
    }

    /// `2026-11-23T21:28:49Z`
    public var iso8601: String { render(dateSeparator: 0x2D, timeSeparator: 0x3A, milliseconds: false) }
    /// `2026-11-23T21:28:49.123Z`
    public var iso8601WithMilliseconds: String { render(dateSeparator: 0x2D, timeSeparator: 0x3A, milliseconds: true) }
    /// `20261123T212849Z`
    public var basic: String { render(dateSeparator: nil, timeSeparator: nil, milliseconds: false) }

    private func render(dateSeparator: UInt8?, timeSeparator: UInt8?, milliseconds: Bool) -> String {
        String(unsafeUninitializedCapacity: 24) { buffer in
            var count = 0
            func put(_ byte: UInt8) {
                buffer[count] = byte
                count += 1
            }
            func put(_ value: Int, digits: Int) {
                var rest = value
                for position in stride(from: digits - 1, through: 0, by: -1) {
                    buffer[count + position] = 0x30 + UInt8(rest % 10)
                    rest /= 10
                }
                count += digits
            }
            // Years of five digits, or before the year 0, have no spelling here; none is worth a trap.
            put(min(max(year, 0), 9999), digits: 4)
            if let dateSeparator { put(dateSeparator) }
            put(month, digits: 2)
            if let dateSeparator { put(dateSeparator) }
            put(day, digits: 2)
            put(UInt8(ascii: "T"))
            put(hour, digits: 2)
            if let timeSeparator { put(timeSeparator) }
            put(minute, digits: 2)
            if let timeSeparator { put(timeSeparator) }
            put(second, digits: 2)
            if milliseconds {
                put(UInt8(ascii: "."))
                put(millisecond, digits: 3)
            }
            put(UInt8(ascii: "Z"))
            return count
        }
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Both conversions count days in 400-year eras from 0000-03-01, so that the leap day is the last of its year.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = shifted.flooredQuotient(400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(daysSinceEpoch: Int64) -> (Int, Int, Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        return (Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month, day)
    }
}

extension CivilTime {
    /// Parses `YYYYMMDDTHHMMSSZ`, the form of `X-Amz-Date`; nil for anything else.
    public init?(basic text: some StringProtocol) { self.init(basic: DigitReader(text.utf8)) }

    /// The same for a string. Called from another module, the generic one costs ten times as much.
    public init?(basic text: String) { self.init(basic: DigitReader(text.utf8)) }

    private init?(basic reader: DigitReader) {
        var digits = reader
        guard let year = digits.number(4), let month = digits.number(2), let day = digits.number(2),
            digits.take(UInt8(ascii: "T")), let hour = digits.number(2), let minute = digits.number(2),
            let second = digits.number(2), digits.take(UInt8(ascii: "Z")), digits.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}

extension Timestamp {
    public var iso8601: String { CivilTime(self).iso8601 }

    /// Parses ISO 8601 as AWS takes it: a date alone, or date and time with optional fraction and `Z` or an offset.
    public init?(iso8601 text: some StringProtocol) {
        var digits = DigitReader(text.utf8)
        guard let year = digits.number(4), digits.take(UInt8(ascii: "-")), let month = digits.number(2),
            digits.take(UInt8(ascii: "-")), let day = digits.number(2)
        else { return nil }
        var (hour, minute, second, millisecond, offset) = (0, 0, 0, 0, Int64(0))
        if digits.take(UInt8(ascii: "T")) || digits.take(UInt8(ascii: "t")) {
            guard let h = digits.number(2), digits.take(UInt8(ascii: ":")), let m = digits.number(2) else { return nil }
            (hour, minute) = (h, m)
            if digits.take(UInt8(ascii: ":")) {
                guard let s = digits.number(2) else { return nil }
                second = s
                if digits.take(UInt8(ascii: ".")) {
                    guard let fraction = digits.fractionAsMilliseconds() else { return nil }
                    millisecond = fraction
                }
            }
            guard let span = digits.zoneOffset() else { return nil }
            offset = span
        }
        guard digits.isAtEnd,
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second,
                millisecond: millisecond)
        else { return nil }
        self.init(milliseconds: civil.timestamp.milliseconds - offset)
    }
}

/// Reads fixed-width decimal fields from ASCII.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes.prefix(64)) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + width] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += width
        return value
    }

    mutating func fractionAsMilliseconds() -> Int? {
        var (value, width) = (0, 0)
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if width < 3 { value = value * 10 + Int(bytes[position] - 0x30) }
            width += 1
            position += 1
        }
        guard width > 0 else { return nil }
        for _ in min(width, 3)..<3 { value *= 10 }
        return value
    }

    /// Milliseconds east of UTC; a time without a zone is taken as UTC.
    mutating func zoneOffset() -> Int64? {
        if isAtEnd || take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
        let sign: Int64
        if take(UInt8(ascii: "+")) {
            sign = 1
        } else if take(UInt8(ascii: "-")) {
            sign = -1
        } else {
            return nil
        }
        guard let hours = number(2) else { return nil }
        _ = take(UInt8(ascii: ":"))
        guard let minutes = number(2), hours <= 23, minutes <= 59 else { return nil }
        return sign * Int64(hours * 3600 + minutes * 60) * 1000
    }
}
