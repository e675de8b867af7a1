import Essentials

extension TrailSchedule {
    /// How long to wait after so many failures in a row.
    func pause(after failures: Int) -> TimeSpan {
        let first = min(delivery, .seconds(30)).milliseconds
        return .milliseconds(min(first << Int64(min(max(failures - 1, 0), 16)), TimeSpan.minutes(5).milliseconds))
    }

    /// For how long a delivery that fails is tried. Source: CloudTrail user guide, "Amazon S3 bucket policy for
    /// CloudTrail".
    static let patience = TimeSpan.days(30)
}
