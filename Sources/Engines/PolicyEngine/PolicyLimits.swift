/// What a document may at most be. The defaults are above every AWS quota; a caller sets its own service's quota.
public struct PolicyLimits: Hashable, Sendable {
    /// Bytes of the document as sent.
    public var maximumBytes: Int
    /// Levels of JSON objects and arrays.
    public var maximumDepth: Int
    /// Bytes of one value that holds a wildcard or a variable: what matching costs is at most this times the subject.
    public var maximumPatternBytes: Int
    /// The oldest language version taken; managed policies take 2012-10-17 only.
    public var minimumVersion: PolicyVersion
    /// The partition that ARNs of resources are of, such as `aws`; nil where any is taken.
    public var partition: String?

    public init(
        maximumBytes: Int = 131_072, maximumDepth: Int = 20, maximumPatternBytes: Int = 2048,
        minimumVersion: PolicyVersion = .v2008, partition: String? = nil
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumPatternBytes = maximumPatternBytes
        self.minimumVersion = minimumVersion
        self.partition = partition
    }
}
