import Essentials
import Testing

@testable import PolicyEngine

/// Names and short cuts that the tests of this target share.
enum Fixture {
    static func account(_ text: String) throws -> AccountID { try #require(AccountID(text)) }

    static func home() throws -> AccountID { try account("111111111111") }
    static func other() throws -> AccountID { try account("222222222222") }

    static let userARN = "arn:aws:iam::111111111111:user/ada"
    static let roleARN = "arn:aws:iam::111111111111:role/path/deployer"
    static let sessionARN = "arn:aws:sts::111111111111:assumed-role/deployer/build-7"
    static let federatedARN = "arn:aws:sts::111111111111:federated-user/eve"
    static let key = "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    static func user() throws -> PolicyPrincipal {
        .user(arn: userARN, account: try home(), uniqueID: "AIDACKCEVSQ6C2EXAMPLE")
    }
    static func session() throws -> PolicyPrincipal {
        .roleSession(arn: sessionARN, role: roleARN, account: try home(), uniqueID: "AROACKCEVSQ6C2EXAMPLE")
    }
    static func federated() throws -> PolicyPrincipal {
        .federatedUser(arn: federatedARN, user: userARN, account: try home())
    }

    /// A policy of the statements given as JSON, separated by commas.
    static func policy(
        _ kind: PolicyKind, _ statements: String, name: String = "inline", version: String = "2012-10-17"
    ) throws -> AttachedPolicy {
        let policy = try Policy(parsing: #"{"Version":"\#(version)","Statement":[\#(statements)]}"#, as: kind)
        return AttachedPolicy(policy, from: PolicySource(kind: source(of: kind), name: name, attachedTo: "test"))
    }

    private static func source(of kind: PolicyKind) -> PolicySource.Kind {
        switch kind {
        case .identity: .identity
        case .resource: .resource
        case .trust: .trust
        case .serviceControl: .serviceControl
        case .resourceControl: .resourceControl
        case .session: .session
        case .permissionsBoundary: .permissionsBoundary
        }
    }

    /// Whether an identity policy of one statement with this condition lets a request with this context through.
    static func holds(condition: String, in context: RequestContext, version: String = "2012-10-17") throws -> Bool {
        let statement = #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":\#(condition)}"#
        let set = PolicySet(identity: [try policy(.identity, statement, version: version)])
        let request = AccessRequest(
            principal: try user(), action: "kms:Encrypt", resource: key, context: context)
        return set.decide(request).isAllowed
    }
}
