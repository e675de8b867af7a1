import Essentials

/// A document of a management policy, checked against the grammar of its type.
///
/// Immutable and shareable: parse once, merge with others many times.
public struct ManagementPolicy: Sendable {
    public let type: ManagementPolicyType
    let root: PolicyNode

    /// Bytes of the largest document that is looked at; AWS's quotas are below it.
    public static let maximumBytes = 65_536
    /// Levels of JSON objects and arrays; the deepest grammar, of backup policies, has fewer.
    static let maximumDepth = 24

    public init(parsing document: String, as type: ManagementPolicyType) throws(ManagementPolicyError) {
        try self.init(parsing: Array(document.utf8), as: type)
    }

    public init(parsing document: [UInt8], as type: ManagementPolicyType) throws(ManagementPolicyError) {
        guard document.count <= Self.maximumBytes else { throw .tooLarge(maximum: Self.maximumBytes) }
        let json: JSON
        do { json = try JSON(parsing: document, maximumDepth: Self.maximumDepth) } catch { throw .invalidJSON(error) }
        let root = try PolicyNode(json, at: .root)
        try GrammarCheck(operators: type.operators).check(root, against: type.grammar, at: .root)
        if type == .tag { try TagPolicyRules.check(root) }
        self.type = type
        self.root = root
    }
}
