import Essentials
import S3Model

/// The lifecycle rules of a bucket that are enabled, and what falls due by them.
///
/// Source: Amazon S3 user guide, "Lifecycle configuration elements".
struct LifecycleRules: Sendable {
    let rules: [LifecycleRule]

    init(_ bucket: BucketRecord) {
        rules = bucket.lifecycle?.value.rules.filter { $0.status == .enabled } ?? []
    }

    struct Due {
        let date: Timestamp
        let rule: String
    }

    /// When the current version of an object expires; of several rules, by the one that comes first.
    func expiry(of object: StoredObject) -> Due? {
        rules.filter { $0.covers(object) }.compactMap { rule -> Due? in
            guard let expiration = rule.expiration else { return nil }
            let date = expiration.date ?? expiration.days.map { Self.midnight(object.modifiedAt, days: $0) }
            return date.map { Due(date: $0, rule: rule.id ?? "") }
        }.min { $0.date < $1.date }
    }

    /// `x-amz-expiration`.
    func expirationHeader(of object: StoredObject) -> String? {
        guard !rules.isEmpty, let due = expiry(of: object) else { return nil }
        return "expiry-date=\"\(due.date.httpDate)\", rule-id=\"\(due.rule)\""
    }

    /// When a version that stopped being the current one at `since` is to go.
    /// - Parameter newer: how many noncurrent versions of its key are newer
    func noncurrentExpiry(of object: StoredObject, since: Timestamp, newer: Int) -> Timestamp? {
        rules.filter { $0.covers(object) }.compactMap { rule in
            guard let expiration = rule.noncurrentVersionExpiration, let days = expiration.noncurrentDays,
                newer >= expiration.newerNoncurrentVersions ?? 0
            else { return nil }
            return Self.midnight(since, days: days)
        }.min()
    }

    /// Whether a delete marker that no version stands behind is to go.
    func removesLoneMarker(_ marker: StoredObject) -> Bool {
        rules.contains { $0.covers(marker) && $0.expiration?.expiredObjectDeleteMarker == true }
    }

    /// When an upload that is not completed is aborted.
    func abortion(of upload: UploadRecord) -> Due? {
        rules.filter { $0.coversKey(upload.object.key) }.compactMap { rule in
            rule.abortIncompleteMultipartUpload?.daysAfterInitiation.map {
                Due(date: Self.midnight(upload.initiatedAt, days: $0), rule: rule.id ?? "")
            }
        }.min { $0.date < $1.date }
    }

    /// So many days later, at the midnight (UTC) after that.
    static func midnight(_ start: Timestamp, days: Int) -> Timestamp {
        let day = TimeSpan.days(1).milliseconds
        let due = start.milliseconds + Int64(days) * day
        return Timestamp(milliseconds: (due + day - 1) / day * day)
    }
}

extension LifecycleRule {
    private var keyPrefix: String { prefix ?? filter?.prefix ?? filter?.and?.prefix ?? "" }

    fileprivate func coversKey(_ key: String) -> Bool { key.utf8.starts(with: keyPrefix.utf8) }

    fileprivate func covers(_ object: StoredObject) -> Bool {
        guard coversKey(object.key) else { return false }
        let tags = (filter?.and?.tags ?? []) + [filter?.tag].compactMap(\.self)
        for tag in tags where object.tags?.contains(StoredTag(key: tag.key, value: tag.value)) != true { return false }
        if let least = filter?.objectSizeGreaterThan ?? filter?.and?.objectSizeGreaterThan, object.size <= least {
            return false
        }
        if let most = filter?.objectSizeLessThan ?? filter?.and?.objectSizeLessThan, object.size >= most {
            return false
        }
        return true
    }
}
