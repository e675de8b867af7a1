/// A policy document, checked against the grammar of its kind and compiled for evaluation.
///
/// Immutable and shareable: parse once, keep it beside the stored text, evaluate many times.
public struct Policy: Sendable {
    public let kind: PolicyKind
    public let version: PolicyVersion
    public let id: String?
    /// In the order of the document.
    public let statements: [Statement]

    let denials: StatementIndex
    let allowances: StatementIndex

    /// Parses and compiles a JSON document.
    /// - Throws: `PolicyError`, whose `message` is the text that AWS sends with `MalformedPolicyDocument`.
    public init(
        parsing document: [UInt8], as kind: PolicyKind, limits: PolicyLimits = PolicyLimits()
    ) throws(PolicyError) {
        let parser = PolicyParser(kind: kind, limits: limits)
        let document = try parser.parse(document)
        self.kind = kind
        version = document.version
        id = document.id
        statements = document.statements
        denials = StatementIndex(document.statements.filter { $0.effect == .deny })
        allowances = StatementIndex(document.statements.filter { $0.effect == .allow })
    }

    public init(
        parsing document: String, as kind: PolicyKind, limits: PolicyLimits = PolicyLimits()
    ) throws(PolicyError) {
        try self.init(parsing: Array(document.utf8), as: kind, limits: limits)
    }
}

extension Policy {
    /// All the statements of several policies of one resource as one policy: they allow and deny together.
    ///
    /// Nil where there are none, or they are not of one kind. A service such as CloudWatch Logs, whose resources have
    /// the policies of a whole account, asks the engine about one.
    public init?(joining policies: [Policy]) {
        guard let first = policies.first, policies.allSatisfy({ $0.kind == first.kind }) else { return nil }
        kind = first.kind
        version = policies.map(\.version).max() ?? first.version
        id = nil
        statements = policies.flatMap(\.statements)
        denials = StatementIndex(statements.filter { $0.effect == .deny })
        allowances = StatementIndex(statements.filter { $0.effect == .allow })
    }
}
