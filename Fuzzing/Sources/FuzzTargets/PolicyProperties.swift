import Essentials
import PolicyEngine

/// A policy document decides the same twice, explained or not, and however its JSON is spelled.
enum PolicyProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let respelled = (try? JSON(parsing: input))?.bytes
        for kind in PolicyKind.allCases {
            guard let policy = try? Policy(parsing: input, as: kind) else { continue }
            let decisions = decide(policy)
            try BrokenProperty.unless(decisions == decide(policy), "decided differently the second time")
            // Only numbers may be spelled anew: 1.50 becomes 1.5, which is as long as it is compared as a number.
            guard let respelled, let same = try? Policy(parsing: respelled, as: kind) else {
                throw BrokenProperty(description: "refused once it was spelled anew")
            }
            try BrokenProperty.unless(decisions == decide(same), "decided differently once it was spelled anew")
        }
    }

    private static func decide(_ policy: Policy) -> [Decision.Outcome] {
        sets(policy).flatMap { set in
            requests.flatMap { [set.decide($0).outcome, set.decide($0, explaining: true).outcome] }
        }
    }

    private static func sets(_ policy: Policy) -> [PolicySet] {
        func attached(_ kind: PolicySource.Kind) -> AttachedPolicy {
            AttachedPolicy(policy, from: PolicySource(kind: kind, name: "p", attachedTo: "a"))
        }
        return switch policy.kind {
        case .identity, .session, .permissionsBoundary: [PolicySet(identity: [attached(.identity)])]
        case .resource, .trust:
            [PolicySet(resource: attached(.resource), resourcePolicyRule: .mustAllow)]
        case .serviceControl: [PolicySet(serviceControl: [[attached(.serviceControl)]])]
        case .resourceControl: [PolicySet(resourceControl: [[attached(.resourceControl)]])]
        }
    }

    private static let requests = principals.flatMap { principal in
        [("kms:Encrypt", "arn:aws:kms:eu-central-1:111111111111:key/1234"), ("s3:GetObject", "arn:aws:s3:::b/ada/x")]
            .map { AccessRequest(principal: principal, action: ActionName($0), resource: $1, context: context) }
    }

    private static let principals: [PolicyPrincipal] = {
        guard let account = AccountID("111111111111") else { return [.anonymous] }
        return [
            .user(arn: "arn:aws:iam::111111111111:user/ada", account: account, uniqueID: "AIDACKCEVSQ6C2EXAMPLE"),
            .roleSession(
                arn: "arn:aws:sts::111111111111:assumed-role/deployer/build",
                role: "arn:aws:iam::111111111111:role/deployer", account: account),
            .service("s3.amazonaws.com"), .anonymous,
        ]
    }()

    private static let context: RequestContext = [
        "aws:username": "ada", "aws:TagKeys": ["a", "b"], "a:b": "3", "aws:SourceIp": "10.1.1.1", "a:e": "true",
        "aws:CurrentTime": "2026-01-01T00:00:00Z", "aws:SourceArn": "arn:aws:sns:eu-central-1:111111111111:t",
        "a:d": "AAAA", "kms:EncryptionContext:team": "red",
    ]
}
