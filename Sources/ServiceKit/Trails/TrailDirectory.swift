import Essentials
import Store

/// Knows which events trails log, for whoever is told of events because a trail logs them. Answers from memory.
///
/// Source: EventBridge user guide, "AWS service events delivered via CloudTrail".
public protocol TrailDirectory: Sendable {
    /// Whether a trail logs management events of this account in this region at present: one of the account's own, or of
    /// its organization.
    func isLogging(account: AccountID, region: Region) throws -> Bool

    /// Whether a trail logs this event, by what its event selectors say.
    /// - Parameter entry: of `AuditRecord.stream` or `AuditRecord.dataStream`
    func logs(_ entry: JournalEntry) throws -> Bool
}

/// Nothing is logged.
public struct NoTrails: TrailDirectory {
    public init() {}
    public func isLogging(account: AccountID, region: Region) throws -> Bool { false }
    public func logs(_ entry: JournalEntry) throws -> Bool { false }
}
