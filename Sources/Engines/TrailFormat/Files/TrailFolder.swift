import Essentials

/// Where a trail's files of one account in one Region are in its bucket.
///
/// Source: CloudTrail user guide, "Finding your CloudTrail log files" and "CloudTrail digest file structure".
public struct TrailFolder: Hashable, Sendable {
    /// The trail's `S3KeyPrefix`.
    public var prefix: String?
    /// `o-…`, of an organization trail.
    public var organization: String?
    public var account: AccountID
    public var region: Region

    public init(prefix: String? = nil, organization: String? = nil, account: AccountID, region: Region) {
        self.prefix = prefix
        self.organization = organization
        self.account = account
        self.region = region
    }

    /// `[prefix/]AWSLogs/[o-…/]account`
    public var accountFolder: String {
        ([prefix, "AWSLogs", organization].compactMap { $0 } + [account.description]).joined(separator: "/")
    }

    /// The key of a log file.
    /// - Parameters:
    ///   - instant: when the file was closed; the name has its minute
    ///   - unique: 16 letters and digits that tell files of one minute apart
    public func logFileKey(closedAt instant: Timestamp, unique: String) -> String {
        let minute = CivilTime(instant).basic.prefix(13)
        return "\(accountFolder)/CloudTrail/\(region)/\(day(instant))/"
            + "\(account)_CloudTrail_\(region)_\(minute)Z_\(unique).json.gz"
    }

    /// The key of a digest file.
    /// - Parameter end: of the span that the digest covers; the name has its second
    public func digestKey(trail: String, home: Region, end: Timestamp) -> String {
        "\(accountFolder)/CloudTrail-Digest/\(region)/\(day(end))/"
            + "\(account)_CloudTrail-Digest_\(region)_\(trail)_\(home)_\(CivilTime(end).basic).json.gz"
    }

    private func day(_ instant: Timestamp) -> String {
        instant.iso8601.prefix(10).split(separator: "-").joined(separator: "/")
    }
}
