/// Why a decision came out as it did.
public struct Explanation: Hashable, Sendable {
    /// A statement that made the outcome.
    public struct DecidingStatement: Hashable, Sendable {
        public let source: PolicySource
        /// Its place in the document, from 0.
        public let index: Int
        public let sid: String?

        public init(source: PolicySource, index: Int, sid: String?) {
            self.source = source
            self.index = index
            self.sid = sid
        }
    }

    /// All statements that deny, or those that allow in each policy type that had to; empty for an implicit deny.
    public let statements: [DecidingStatement]
    /// Lower-cased condition keys that the request has and a policy looked at, sorted.
    public let keysFound: [String]
    /// Lower-cased condition keys that a policy looked at and the request does not have, sorted.
    public let keysMissing: [String]
}
