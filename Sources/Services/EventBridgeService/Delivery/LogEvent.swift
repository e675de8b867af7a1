import Essentials

/// A line of a log group: the event at its own time, or what a transformer makes of it, `{"timestamp": …, "message": …}`.
///
/// Source: API reference, PutTargets, example 2.
struct LogEvent {
    let time: Timestamp
    let message: String

    /// Log groups take nothing that is older than this, or farther in the future than that.
    private static let oldest = TimeSpan.days(14)
    private static let newest = TimeSpan.hours(2)

    init(_ input: TargetInput, at now: Timestamp) throws(InputTemplate.TemplateTooLong) {
        let text = try input.text()
        let own = input.event["time"]?.string.flatMap { Timestamp(iso8601: $0) } ?? now
        guard input.target.transformer != nil, let object = try? JSON(parsing: text), let given = object["message"]
        else {
            self.init(own, text, now)
            return
        }
        let time =
            object["timestamp"]?.integer.map { Timestamp(milliseconds: $0) }
            ?? object["timestamp"]?.string.flatMap { Timestamp(iso8601: $0) }
        self.init(time ?? own, given.string ?? given.text, now)
    }

    private init(_ time: Timestamp, _ message: String, _ now: Timestamp) {
        self.time = time < now - Self.oldest || time > now + Self.newest ? now : time
        self.message = message
    }
}
