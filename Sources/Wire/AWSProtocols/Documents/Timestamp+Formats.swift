import Essentials

extension Timestamp {
    /// Nil where the count is no number or outside the years 0 to 9999, which are all that text can tell.
    init?(epochSeconds: Double) {
        guard (-62_167_219_200...253_402_300_799).contains(epochSeconds) else { return nil }
        self.init(milliseconds: Int64((epochSeconds * 1000).rounded()))
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Mon, 23 Nov 2026 21:28:49 GMT` (RFC 9110, IMF-fixdate).
    var rfc822: String {
        let civil = CivilTime(self)
        let weekday = Int(((seconds >= 0 ? seconds : seconds - 86399) / 86400 % 7 + 7) % 7)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let time = "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
        return "\(Self.days[weekday]), \(two(civil.day)) \(Self.monthNames[civil.month - 1]) \(civil.year) \(time) GMT"
    }

    /// Parses what `rfc822` writes; nil for anything else.
    init?(rfc822 text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = Self.monthNames.firstIndex(where: { $0 == parts[2] })
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3,
            let civil = CivilTime(
                year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2])
        else { return nil }
        self = civil.timestamp
    }
}
