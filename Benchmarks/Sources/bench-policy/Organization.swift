import Essentials
import PolicyEngine

/// A principal with ten identity policies in an account five organizational units deep, with ten service control
/// policies on the root, each unit and the account; and as many policies more elsewhere as the organization is to have.
struct Organization {
    private let set: PolicySet
    private let requests: [AccessRequest]
    /// What other accounts have: held, so that the measured ones do not have memory to themselves.
    private let elsewhere: [[AttachedPolicy]]

    private static let levels = 7
    private static let perLevel = 10
    private static let account = AccountID.standard

    init(policies: Int) throws {
        set = PolicySet(
            identity: try (0..<10).map { try Self.identity($0) },
            serviceControl: try (0..<Self.levels).map { level in
                try (0..<Self.perLevel).map { try Self.control($0, on: "level-\(level)") }
            })
        elsewhere = try stride(from: Self.levels * Self.perLevel, to: policies, by: Self.perLevel).map { start in
            try (0..<Self.perLevel).map { try Self.control($0, on: "elsewhere-\(start)") }
        }
        let principal = PolicyPrincipal.user(
            arn: "arn:aws:iam::\(Self.account):user/ada", account: Self.account, uniqueID: "AIDAEXAMPLE")
        requests = ["Encrypt", "Decrypt", "GenerateDataKey", "DescribeKey"].map { name in
            AccessRequest(
                principal: principal, action: ActionName("kms:\(name)"),
                resource: "arn:aws:kms:eu-central-1:\(Self.account):key/1234abcd-12ab-34cd-56ef-1234567890ab",
                context: [
                    "aws:RequestedRegion": "eu-central-1", "aws:PrincipalTag/team": "red",
                    "aws:PrincipalArn": "arn:aws:iam::123456789012:user/ada", "aws:SecureTransport": "true",
                ] as RequestContext)
        }
    }

    func decide(_ turn: Int, explaining: Bool) -> Decision {
        set.decide(requests[turn & 3], explaining: explaining)
    }

    /// Nine for other services, one for keys under a condition.
    private static func identity(_ number: Int) throws -> AttachedPolicy {
        let services = ["s3", "ec2", "sqs", "sns", "logs", "lambda", "ssm", "config", "cloudtrail", "kms"]
        let statement =
            number == 9
            ? #"{"Effect":"Allow","Action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:Describe*"],"#
                + #""Resource":"arn:aws:kms:*:123456789012:key/*","#
                + #""Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}"#
            : #"{"Effect":"Allow","Action":"\#(services[number]):*","Resource":"*"}"#
        return try attached(statement, as: .identity, .identity, "identity-\(number)", on: "ada")
    }

    /// One that allows everything; of those that deny, a third speaks of keys and looks at conditions.
    private static func control(_ number: Int, on target: String) throws -> AttachedPolicy {
        let services = ["s3", "ec2", "organizations", "cloudtrail", "config", "iam"]
        let statement =
            switch number {
            case 0: #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
            case 1:
                #"{"Effect":"Deny","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":"#
                    + #"{"aws:RequestedRegion":["eu-central-1","eu-west-1"]}}}"#
            case 2:
                #"{"Effect":"Deny","Action":["kms:ScheduleKeyDeletion","kms:DisableKey"],"Resource":"*","Condition":"#
                    + #"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/keys/*"}}}"#
            case 3:
                #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#
            default: #"{"Effect":"Deny","Action":"\#(services[number - 4]):Delete*","Resource":"*"}"#
            }
        return try attached(statement, as: .serviceControl, .serviceControl, "control-\(number)", on: target)
    }

    private static func attached(
        _ statement: String, as kind: PolicyKind, _ source: PolicySource.Kind, _ name: String, on target: String
    ) throws -> AttachedPolicy {
        AttachedPolicy(
            try Policy(parsing: #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#, as: kind),
            from: PolicySource(kind: source, name: name, attachedTo: target))
    }
}
