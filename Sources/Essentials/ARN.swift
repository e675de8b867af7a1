/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// The resource part may itself contain colons and slashes; it is kept whole.
/// Source: IAM user guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
public struct ARN: Hashable, Sendable, CustomStringConvertible {
    public var partition: String
    public var service: String
    public var region: String
    public var account: String
    public var resource: String

    public init(partition: String = "aws", service: String, region: String, account: String, resource: String) {
        self.partition = partition
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// Parses the six colon-separated parts; nil when `text` is not an ARN.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        self.init(
            partition: String(parts[1]), service: String(parts[2]), region: String(parts[3]),
            account: String(parts[4]), resource: String(parts[5]))
    }

    public var description: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }

    /// The resource's kind where it is written `kind/name` or `kind:name`, such as `key` or `role`.
    public var resourceType: String? {
        resource.firstIndex { $0 == "/" || $0 == ":" }.map { String(resource[..<$0]) }
    }

    /// What follows the kind: `1234…` of `key/1234…`; the whole resource where there is no kind.
    public var resourceName: String {
        guard let separator = resource.firstIndex(where: { $0 == "/" || $0 == ":" }) else { return resource }
        return String(resource[resource.index(after: separator)...])
    }
}
