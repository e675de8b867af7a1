import Essentials

/// The `date` header's value, rendered once a second (RFC 9110 §5.6.7, IMF-fixdate).
struct HTTPDate {
    private let clock: any TimeSource
    private var second = Int64.min
    private var text = ""

    init(clock: any TimeSource) { self.clock = clock }

    mutating func current() -> String {
        let now = clock.now()
        if now.seconds != second {
            second = now.seconds
            text = Self.render(now)
        }
        return text
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func render(_ instant: Timestamp) -> String {
        let time = CivilTime(instant)
        // The epoch was a Thursday.
        let day = Int(((instant.seconds / 86400) % 7 + 7) % 7)
        return "\(days[day]), \(twoDigits(time.day)) \(months[time.month - 1]) \(time.year) "
            + "\(twoDigits(time.hour)):\(twoDigits(time.minute)):\(twoDigits(time.second)) GMT"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
