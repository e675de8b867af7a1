import Essentials

/// When an append returns.
public enum JournalDurability: Hashable, Sendable {
    /// Once the entries are on disk.
    case flushed
    /// At once; the entries reach the disk within the span. A power cut loses no more than that span's entries.
    /// Waits only when too much is pending.
    case grouped(within: TimeSpan)
}
