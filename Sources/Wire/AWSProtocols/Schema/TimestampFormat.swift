/// How an instant is written. Source: Smithy specification, "timestampFormat trait".
enum TimestampFormat: String, Sendable {
    /// `2026-11-23T21:28:49Z`
    case iso8601
    /// Decimal seconds since the epoch.
    case unixTimestamp
    /// `Mon, 23 Nov 2026 21:28:49 GMT`
    case rfc822
}
