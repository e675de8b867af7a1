import Essentials
import Store

/// Reads journals as they grow, and makes something of their entries: each takes effect once, whatever is cut off when.
public protocol JournalConsumer: Sendable {
    /// Under which how far it has read is kept; never renamed once released.
    var name: String { get }
    var streams: [JournalStream] { get }
    /// How many entries are offered at a time, at most: fewer where entries are large.
    var batch: Int { get }
    /// What comes of these entries, which are of one stream and in its order; nil where nothing does.
    ///
    /// What is returned runs in the transaction that also notes that the entries are dealt with. Anything done before it,
    /// such as a call to another service, is done again after a crash or an error, so it must be safe to repeat. An error
    /// has the same entries offered again after a pause.
    func consume(_ records: [JournalRecord], at now: Timestamp) async throws -> Consumption?
}

extension JournalConsumer {
    public var batch: Int { 512 }
}

/// What the entries that were read have come to.
public struct Consumption: Sendable {
    let last: Int64?
    let body: @Sendable (any WriteTransaction) throws -> Void

    /// - Parameter last: the number of the last entry that is dealt with, where those after it are to be offered again
    public init(through last: Int64? = nil, _ body: @escaping @Sendable (any WriteTransaction) throws -> Void) {
        self.last = last
        self.body = body
    }
}
