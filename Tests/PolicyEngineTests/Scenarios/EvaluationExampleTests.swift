import Essentials
import Testing

@testable import PolicyEngine

/// The examples that the IAM user guide works through in its chapter "Policy evaluation logic".
@Suite struct EvaluationExampleTests {
    private static let listing =
        #"{"Sid":"AllowS3ListRead","Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}"#
    private static let denyLogs =
        #"{"Sid":"DenyS3Logs","Effect":"Deny","Action":"s3:*","Resource":["arn:aws:s3:::*log*","arn:aws:s3:::*log*/*"]}"#

    /// "Policy evaluation for requests within a single account": Carlos and his buckets.
    @Test(arguments: [
        ("s3:PutObject", "arn:aws:s3:::amzn-s3-demo-bucket-carlossalazar-logs/f", Decision.Outcome.explicitlyDenied),
        ("s3:PutObject", "arn:aws:s3:::amzn-s3-demo-bucket-carlossalazar/f", .allowed),
        ("s3:ListAllMyBuckets", "*", .allowed),
        ("s3:PutObject", "arn:aws:s3:::another/f", .implicitlyDenied),
    ])
    func carlosWithinOneAccount(action: String, resource: String, outcome: Decision.Outcome) throws {
        let own =
            #"["arn:aws:s3:::amzn-s3-demo-bucket-carlossalazar/*","arn:aws:s3:::amzn-s3-demo-bucket-carlossalazar"]"#
        let identity = try Fixture.policy(
            .identity,
            Self.listing + #",{"Sid":"AllowS3Self","Effect":"Allow","Action":"s3:*","Resource":\#(own)},"#
                + Self.denyLogs)
        let bucket = try Fixture.policy(
            .resource,
            #"{"Effect":"Allow","Principal":{"AWS":"\#(Fixture.userARN)"},"Action":"s3:*","Resource":\#(own)}"#)
        for set in [PolicySet(identity: [identity], resource: bucket), PolicySet(identity: [identity])] {
            let request = AccessRequest(
                principal: try Fixture.user(), action: ActionName(action), resource: resource,
                context: RequestContext())
            #expect(set.decide(request).outcome == outcome)
        }
    }

    /// "Cross-account policy evaluation logic": the role Demo and a bucket of another account.
    @Test(arguments: [
        ("s3:PutObject", "arn:aws:s3:::amzn-s3-demo-bucket-production-logs/f", Decision.Outcome.explicitlyDenied),
        ("s3:PutObject", "arn:aws:s3:::amzn-s3-demo-bucket-production/f", .allowed),
        // The role may delete, the bucket does not let it.
        ("s3:DeleteObject", "arn:aws:s3:::amzn-s3-demo-bucket-production/f", .implicitlyDenied),
        // The bucket lets it replicate, the role may not.
        ("s3:ReplicateObject", "arn:aws:s3:::amzn-s3-demo-bucket-production", .implicitlyDenied),
    ])
    func carlosAcrossAccounts(action: String, resource: String, outcome: Decision.Outcome) throws {
        let production = "arn:aws:s3:::amzn-s3-demo-bucket-production/*"
        let identity = try Fixture.policy(
            .identity,
            Self.listing + #",{"Effect":"Allow","Action":"s3:*Object*","Resource":"\#(production)"},"# + Self.denyLogs)
        let bucket = try Fixture.policy(
            .resource,
            #"{"Effect":"Allow","Action":["s3:GetObject*","s3:PutObject*","s3:ReplicateObject","s3:RestoreObject"],"#
                + #""Principal":{"AWS":"\#(Fixture.roleARN)"},"Resource":"\#(production)"}"#)
        let set = PolicySet(identity: [identity], resource: bucket)
        let request = AccessRequest(
            principal: try Fixture.session(), action: ActionName(action), resource: resource,
            resourceAccount: try Fixture.other(), context: RequestContext())
        #expect(set.decide(request).outcome == outcome)
    }

    /// "Permissions boundaries for IAM entities": Shirley may not, though her policy says so.
    @Test(arguments: [("iam:CreateUser", PolicySource.Kind.permissionsBoundary), ("s3:GetObject", .identity)])
    func shirleyNeedsBothPolicyAndBoundary(action: String, missing: PolicySource.Kind) throws {
        var set = PolicySet(
            identity: [try Fixture.policy(.identity, #"{"Effect":"Allow","Action":"iam:CreateUser","Resource":"*"}"#)])
        set.permissionsBoundary = try Fixture.policy(
            .permissionsBoundary, #"{"Effect":"Allow","Action":["s3:*","cloudwatch:*","ec2:*"],"Resource":"*"}"#)
        let decision = set.decide(
            AccessRequest(
                principal: try Fixture.user(), action: ActionName(action), resource: "*", context: RequestContext()))
        #expect(decision.outcome == .implicitlyDenied)
        #expect(decision.decidedBy == missing)
    }

    /// "IAM role": by its ARN in `Principal` a boundary limits it, by `aws:PrincipalArn` under a wildcard it does not.
    @Test(arguments: [
        (#""Principal":{"AWS":"\#(Fixture.roleARN)"}"#, false),
        (#""Principal":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"\#(Fixture.roleARN)"}}"#, true),
        (#""Principal":{"AWS":"\#(Fixture.sessionARN)"}"#, true),
    ])
    func boundaryLimitsWhatIsGrantedToTheRole(principal: String, isAllowed: Bool) throws {
        let unrelated = #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#
        let set = PolicySet(
            permissionsBoundary: try Fixture.policy(.permissionsBoundary, unrelated),
            session: [try Fixture.policy(.session, unrelated)],
            resource: try Fixture.policy(
                .resource, #"{"Effect":"Allow",\#(principal),"Action":"kms:*","Resource":"*"}"#))
        let request = AccessRequest(
            principal: try Fixture.session(), action: "kms:Encrypt", resource: Fixture.key,
            context: RequestContext(["aws:PrincipalArn": .one(Fixture.roleARN)]))
        #expect(set.decide(request).isAllowed == isAllowed)
    }
}
