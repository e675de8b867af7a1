/// How many requests of one kind an account may make in a region each second.
///
/// Source: AWS KMS developer guide, "Request quotas".
public struct RequestLimit: Sendable, Hashable {
    /// An operation, such as `kms.CreateKey`, or a quota that operations share, such as `kms.symmetric`.
    public var quota: String
    public var perSecond: Int64

    /// Reads `kms.CreateKey=5`; nil for anything else. The rate is from 1 to 1,000,000 a second.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let rate = Int64(parts[1]), (1...1_000_000).contains(rate) else { return nil }
        let name = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard name.count == 2, name.allSatisfy({ !$0.isEmpty }) else { return nil }
        (quota, perSecond) = (String(parts[0]), rate)
    }
}
