import Essentials
import Synchronization

/// Counts the requests of each account in each region against the limits that an operator has set.
public final class RequestLimiter: Sendable {
    private struct Place: Hashable {
        let quota: String
        let account: AccountID
        let region: Region
    }

    private let rates: [String: Int64]
    private let buckets = Mutex<[Place: TokenBucket]>([:])

    /// Of several limits of one quota the last holds.
    public init(_ limits: [RequestLimit]) {
        rates = Dictionary(limits.map { ($0.quota, $0.perSecond) }, uniquingKeysWith: { _, last in last })
    }

    /// Whether a request is within the limit; one that is counts towards it.
    func admits(_ quota: String, of account: AccountID, in region: Region, at now: Timestamp) -> Bool {
        guard let rate = rates[quota] else { return true }
        let place = Place(quota: quota, account: account, region: region)
        return buckets.withLock { $0[place, default: TokenBucket(perSecond: rate, at: now)].take(at: now) }
    }
}

extension RequestLimiter {
    /// A limiter of what these services have; nil where nothing is to be limited.
    /// Throws `UnknownQuota` for a limit that none of their calls would ever meet.
    public static func make(_ limits: [RequestLimit], for services: [any Service]) throws(UnknownQuota)
        -> RequestLimiter?
    {
        let known = Set(services.flatMap { $0.operations.map(\.quota) + $0.sharedQuotas })
        for limit in limits where !known.contains(limit.quota) { throw UnknownQuota(name: limit.quota) }
        return limits.isEmpty ? nil : RequestLimiter(limits)
    }
}

extension Operation {
    /// The name of the operation's own quota.
    var quota: String { "\(service.rawValue).\(name)" }
}

/// A request limit that names neither an operation nor a quota that operations share.
public struct UnknownQuota: Error, Hashable, CustomStringConvertible {
    public let name: String

    public var description: String {
        "request-limit: '\(name)' is neither an operation, such as kms.CreateKey, nor a quota that operations share, "
            + "such as kms.symmetric"
    }
}
