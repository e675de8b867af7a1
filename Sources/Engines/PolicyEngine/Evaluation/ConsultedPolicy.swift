/// What one policy says to a request.
public struct ConsultedPolicy: Hashable, Sendable {
    /// A statement that applies to the request.
    public struct MatchedStatement: Hashable, Sendable {
        /// Its place in the document, from 0.
        public let index: Int
        public let sid: String?
        public let effect: Effect

        public init(index: Int, sid: String?, effect: Effect) {
            self.index = index
            self.sid = sid
            self.effect = effect
        }
    }

    public let source: PolicySource
    /// In the order of the document.
    public let statements: [MatchedStatement]

    public init(source: PolicySource, statements: [MatchedStatement]) {
        self.source = source
        self.statements = statements
    }

    public var outcome: PolicyOutcome { PolicyOutcome(of: statements.map(\.effect)) }
}
