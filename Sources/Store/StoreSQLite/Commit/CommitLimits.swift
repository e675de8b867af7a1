import Essentials

/// The bounds of the group commit.
public struct CommitLimits: Hashable, Sendable {
    /// Appends that nobody waits for are committed once this many entries are pending, before their time is up.
    public var groupEntries: Int
    /// The same in bytes of entry bodies.
    public var groupBytes: Int
    /// The most closures and appends that share one commit.
    public var batchJobs: Int
    /// The entries that may be pending before appends wait. With `pendingBytes`, the bound on memory.
    public var pendingEntries: Int
    public var pendingBytes: Int
    /// The rows of trimmed entries that are deleted in one commit, which others may have to wait for.
    public var sweepEntries: Int

    public init(
        groupEntries: Int = 1_000, groupBytes: Int = 2 << 20, batchJobs: Int = 4_096, pendingEntries: Int = 16_384,
        pendingBytes: Int = 32 << 20, sweepEntries: Int = 256
    ) {
        self.groupEntries = groupEntries
        self.groupBytes = groupBytes
        self.batchJobs = batchJobs
        self.pendingEntries = pendingEntries
        self.pendingBytes = pendingBytes
        self.sweepEntries = sweepEntries
    }
}
