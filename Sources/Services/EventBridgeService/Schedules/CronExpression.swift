import Essentials

/// Six fields of a cron expression: minutes, hours, day of month, month, day of week, year.
struct CronExpression: Hashable, Sendable {
    /// Which days of a month: by their number, or by the day of the week.
    enum Days: Hashable, Sendable {
        case numbers(Set<Int>)
        /// The last day, or the last but so many.
        case last(before: Int)
        /// The weekday nearest to a day.
        case nearestWeekday(Int)
        case lastWeekday
        /// Days of the week, Sunday being 1.
        case weekdays(Set<Int>)
        /// The last of its kind in the month.
        case lastOf(weekday: Int)
        /// The first to fifth of its kind in the month.
        case nth(weekday: Int, Int)
    }

    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Days
    private let months: Set<Int>
    private let years: Set<Int>

    private static let monthNames = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    private static let weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
    private static let allYears = 1970...2199

    /// Nil where the fields are no cron expression of EventBridge's.
    init?(_ fields: [Substring]) {
        guard fields.count == 6, (fields[2] == "?") != (fields[4] == "?"),
            let minutes = CronField(0...59).values(fields[0]), let hours = CronField(0...23).values(fields[1]),
            let months = CronField(1...12, names: Self.monthNames).values(fields[3]),
            let years = CronField(Self.allYears).values(fields[5]),
            let days = fields[2] == "?" ? Self.daysOfWeek(fields[4]) : Self.daysOfMonth(fields[2])
        else { return nil }
        (self.minutes, self.hours, self.days, self.months, self.years) = (minutes, hours, days, months, years)
    }

    private static func daysOfMonth(_ field: Substring) -> Days? {
        let text = field.uppercased()
        if text == "LW" || text == "WL" { return .lastWeekday }
        if text == "L" { return .last(before: 0) }
        if text.hasPrefix("L-"), let before = Int(text.dropFirst(2)), (1...30).contains(before) {
            return .last(before: before)
        }
        if text.hasSuffix("W"), let day = CronField(1...31).number(text.dropLast()) { return .nearestWeekday(day) }
        return CronField(1...31).values(field).map(Days.numbers)
    }

    private static func daysOfWeek(_ field: Substring) -> Days? {
        let weekdays = CronField(1...7, names: weekdayNames)
        let text = field.uppercased()
        if text == "L" { return .weekdays([7]) }
        if text.hasSuffix("L"), let day = weekdays.number(text.dropLast()) { return .lastOf(weekday: day) }
        let parts = text.split(separator: "#", omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard let day = weekdays.number(parts[0]), let count = Int(parts[1]), (1...5).contains(count) else {
                return nil
            }
            return .nth(weekday: day, count)
        }
        return weekdays.values(field).map(Days.weekdays)
    }

    /// The first minute after `instant` that the expression names; nil where there is none up to the year 2199.
    func next(after instant: Timestamp) -> Timestamp? {
        let start = CivilTime(Timestamp(seconds: (instant.seconds / 60 + 1) * 60))
        for year in years.sorted() where year >= start.year {
            for month in months.sorted() where year > start.year || month >= start.month {
                let isFirstMonth = year == start.year && month == start.month
                for day in days(of: month, in: year) where !isFirstMonth || day >= start.day {
                    let isToday = isFirstMonth && day == start.day
                    if let time = time(on: day, month, year, after: isToday ? (start.hour, start.minute) : (0, 0)) {
                        return time
                    }
                }
            }
        }
        return nil
    }

    private func time(on day: Int, _ month: Int, _ year: Int, after start: (hour: Int, minute: Int)) -> Timestamp? {
        for hour in hours.sorted() where hour >= start.hour {
            let first = minutes.filter { hour > start.hour || $0 >= start.minute }.min()
            if let minute = first {
                return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)?.timestamp
            }
        }
        return nil
    }

    private func days(of month: Int, in year: Int) -> [Int] {
        let count = Self.length(of: month, in: year)
        let first = Self.weekday(of: 1, month, year)
        func weekday(_ day: Int) -> Int { (first - 1 + day - 1) % 7 + 1 }
        let all = 1...count
        switch days {
        case .numbers(let numbers): return all.filter(numbers.contains)
        case .last(let before): return all.filter { $0 == count - before }
        case .nearestWeekday(let day): return day > count ? [] : [Self.nearest(to: day, weekday(day), count)]
        case .lastWeekday: return [all.last { (2...6).contains(weekday($0)) } ?? count]
        case .weekdays(let wanted): return all.filter { wanted.contains(weekday($0)) }
        case .lastOf(let wanted): return all.filter { $0 > count - 7 && weekday($0) == wanted }
        case .nth(let wanted, let number):
            return all.filter { weekday($0) == wanted && ($0 - 1) / 7 == number - 1 }
        }
    }

    /// Within the month: the weekday nearest to Saturday the 1st is Monday the 3rd.
    private static func nearest(to day: Int, _ weekday: Int, _ count: Int) -> Int {
        switch weekday {
        case 7: day == 1 ? 3 : day - 1
        case 1: day == count ? day - 2 : day + 1
        default: day
        }
    }

    private static func length(of month: Int, in year: Int) -> Int {
        (28...31).last { CivilTime(year: year, month: month, day: $0) != nil } ?? 28
    }

    /// Sunday is 1. The first day of 1970 was a Thursday.
    private static func weekday(of day: Int, _ month: Int, _ year: Int) -> Int {
        let days = (CivilTime(year: year, month: month, day: day)?.timestamp.seconds ?? 0) / 86_400
        return Int((days + 4) % 7) + 1
    }
}

/// A field of numbers or of their names: lists, ranges and steps of them.
struct CronField {
    private let range: ClosedRange<Int>
    private let names: [String]

    init(_ range: ClosedRange<Int>, names: [String] = []) {
        self.range = range
        self.names = names
    }

    func number(_ text: some StringProtocol) -> Int? {
        if let index = names.firstIndex(of: text.uppercased()) { return range.lowerBound + index }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            return nil
        }
        return range.contains(number) ? number : nil
    }

    func values(_ text: Substring) -> Set<Int>? {
        var values: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let some = part.contains("/") ? steps(part) : self.part(part) else { return nil }
            values.formUnion(some)
        }
        return values
    }

    private func part(_ text: Substring) -> [Int]? {
        if text == "*" { return Array(range) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        if ends.count == 1 { return number(text).map { [$0] } }
        guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]) else { return nil }
        // 20-2 goes over midnight.
        return first <= last ? Array(first...last) : Array(first...range.upperBound) + Array(range.lowerBound...last)
    }

    private func steps(_ text: Substring) -> [Int]? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let step = Int(parts[1]), step > 0, step <= range.upperBound else { return nil }
        guard let start = number(parts[0]) else {
            guard let values = part(parts[0]) else { return nil }
            return values.enumerated().filter { $0.offset % step == 0 }.map(\.element)
        }
        return Array(stride(from: start, through: range.upperBound, by: step))
    }
}
