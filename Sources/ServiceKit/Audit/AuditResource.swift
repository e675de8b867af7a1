import Essentials

/// A resource that a call touched, as it stands in an audit record's `resources`.
public struct AuditResource: Sendable, Hashable {
    public var arn: String
    /// A CloudFormation type name, such as `AWS::KMS::Key`.
    public var type: String
    public var account: AccountID

    public init(arn: String, type: String, account: AccountID) {
        self.arn = arn
        self.type = type
        self.account = account
    }
}
