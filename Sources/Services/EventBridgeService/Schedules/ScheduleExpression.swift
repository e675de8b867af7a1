import Essentials

/// When a scheduled rule runs: `rate(5 minutes)` or `cron(0 10 ? * MON-FRI *)`, in UTC.
///
/// Source: EventBridge user guide, "Setting a schedule pattern for scheduled rules (legacy)".
enum ScheduleExpression: Hashable, Sendable {
    case rate(TimeSpan)
    case cron(CronExpression)

    /// Nil where the text is no schedule.
    init?(_ text: String) {
        if let fields = Self.arguments(of: "rate", in: text) {
            guard let span = Self.span(fields) else { return nil }
            self = .rate(span)
        } else if let fields = Self.arguments(of: "cron", in: text) {
            guard let cron = CronExpression(fields) else { return nil }
            self = .cron(cron)
        } else {
            return nil
        }
    }

    /// The first time after `instant`; nil where there is none any more.
    /// - Parameter start: when the schedule began, from which rates are counted
    func next(after instant: Timestamp, from start: Timestamp) -> Timestamp? {
        switch self {
        case .rate(let span):
            let passed = max(0, (instant - start).milliseconds / span.milliseconds)
            return Timestamp(milliseconds: start.milliseconds + (passed + 1) * span.milliseconds)
        case .cron(let cron): return cron.next(after: instant)
        }
    }

    private static func arguments(of name: String, in text: String) -> [Substring]? {
        guard text.hasPrefix("\(name)("), text.hasSuffix(")") else { return nil }
        return text.dropFirst(name.count + 1).dropLast().split { $0 == " " || $0 == "\t" }
    }

    private static func span(_ fields: [Substring]) -> TimeSpan? {
        guard fields.count == 2, fields[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int64(fields[0]),
            count > 0, count <= 1_000_000
        else { return nil }
        let units: [(String, TimeSpan)] = [("minute", .minutes(1)), ("hour", .hours(1)), ("day", .days(1))]
        guard let unit = units.first(where: { fields[1] == (count == 1 ? $0.0 : "\($0.0)s") })?.1 else { return nil }
        return TimeSpan(milliseconds: unit.milliseconds * count)
    }
}
