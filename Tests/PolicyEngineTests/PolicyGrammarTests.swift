import Essentials
import Testing

@testable import PolicyEngine

@Suite struct PolicyGrammarTests {
    private static let body = #""Effect":"Allow","Action":"kms:*","Resource":"*""#
    private static let everyone = #""Principal":"*""#

    static let accepted: [(PolicyKind, String)] = [
        (.identity, #"{"Statement":{\#(body)}}"#),
        (.identity, #"{"Version":"2008-10-17","Statement":[{\#(body)},{"Sid":"B1",\#(body)}]}"#),
        (.identity, #"{"Statement":{"Effect":"Deny","NotAction":["iam:*","*"],"NotResource":["arn:aws:sqs"]}}"#),
        (.identity, #"{"Statement":{"Effect":"Deny","Action":"s3:Get?bject*","Resource":"arn:aws-cn:s3:::x"}}"#),
        (.permissionsBoundary, #"{"Statement":[{\#(body)}]}"#),
        (.identity, resource("arn:aws:s3:us-east-1:111111111111:accesspoint/a/object/*")),
        (.identity, resource("arn:aws:s3:*:*:*")),
        (.identity, resource("arn:aws:iam:*:*:*")),
        (
            .trust,
            trust(
                #"{"Service":["ec2.amazonaws.com","cks.kms.amazonaws.com"],"Federated":["accounts.google.com","#
                    + #""arn:aws:iam::111111111111:oidc-provider/id.example.com/a"]}"#)
        ),
        (.session, #"{"Statement":[{\#(body)}]}"#),
        (.resource, #"{"Id":"any thing","Statement":[{"Sid":"Enable IAM","Principal":{"AWS":"*"},\#(body)}]}"#),
        (.resource, #"{"Statement":[{"Sid":"a",\#(everyone),\#(body)},{"Sid":"a",\#(everyone),\#(body)}]}"#),
        (
            .resource,
            #"{"Statement":{"Principal":{"AWS":["111111111111","arn:aws:iam::111111111111:root","AIDACKCEVSQ6C2EXAMPLE"],"#
                + #""Service":"s3.amazonaws.com","Federated":"accounts.google.com","CanonicalUser":"79a59d"},\#(body)}}"#
        ),
        (
            .resource,
            #"{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"111111111111"},"Action":"*","Resource":"*"}}"#
        ),
        (.trust, #"{"Statement":{"Effect":"Allow",\#(everyone),"Action":["sts:AssumeRole","STS:TagSession"]}}"#),
        (.serviceControl, #"{"Statement":{\#(body)}}"#),
        (.serviceControl, #"{"Statement":{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::x/*"}}"#),
        (.serviceControl, #"{"Statement":{"Effect":"Deny","NotAction":"*","NotResource":"arn:aws:s3:::x/*"}}"#),
        (.serviceControl, #"{"Statement":{"Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws:s3:::x/*"}}"#),
        (.serviceControl, #"{"Statement":{"Effect":"Allow","Action":"s3:*Object","Resource":"arn:aws:s3:::x/*"}}"#),
        (
            .resourceControl,
            #"{"Version":"2012-10-17","Statement":{"Effect":"Deny",\#(everyone),"Action":"s3:*","NotResource":"*"}}"#
        ),
        (
            .resourceControl,
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow",\#(everyone),"Action":"*","Resource":"*"}}"#
        ),
    ]

    @Test(arguments: accepted)
    func documentOfTheGrammarIsAccepted(kind: PolicyKind, document: String) throws {
        let policy = try Policy(parsing: document, as: kind)
        #expect(!policy.statements.isEmpty)
    }

    static let rejected: [(PolicyKind, String, PolicyError)] = [
        (.identity, "[]", .syntax(element: "Policy")),
        (.identity, "{}", .syntax(element: "Statement")),
        (.identity, #"{"Statement":[]}"#, .syntax(element: "Statement")),
        (.identity, #"{"Statement":["x"]}"#, .syntax(element: "Statement")),
        (.identity, #"{"Statement":{\#(body)},"Extra":1}"#, .syntax(element: "Extra")),
        (.identity, #"{"Version":"2012-10-18","Statement":{\#(body)}}"#, .syntax(element: "Version")),
        (.identity, #"{"Version":2012,"Statement":{\#(body)}}"#, .syntax(element: "Version")),
        (.identity, #"{"Statement":{\#(body),"Sids":"x"}}"#, .syntax(element: "Sids")),
        (.identity, #"{"Statement":{\#(body),"Sid":"a b"}}"#, .invalidSid),
        (.identity, #"{"Statement":[{\#(body),"Sid":"a"},{\#(body),"Sid":"a"}]}"#, .duplicateSid),
        (.identity, #"{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}"#, .syntax(element: "Effect")),
        (.identity, #"{"Statement":{"Action":"*","Resource":"*"}}"#, .syntax(element: "Effect")),
        (.identity, #"{"Statement":{"Effect":"Allow","Resource":"*"}}"#, .missingActions(.identity)),
        (.identity, #"{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}"#, .missingActions(.identity)),
        (.identity, #"{"Statement":{"Effect":"Allow","Action":7,"Resource":"*"}}"#, .syntax(element: "Action")),
        (.identity, #"{"Statement":{"Effect":"Allow","Action":"Get","Resource":"*"}}"#, .actionWithoutVendor),
        (.identity, #"{"Statement":{"Effect":"Allow","Action":"k*:Get","Resource":"*"}}"#, .invalidVendor("k*")),
        (.identity, #"{"Statement":{"Effect":"Allow","Action":"kms:","Resource":"*"}}"#, .syntax(element: "Action")),
        (.identity, #"{"Statement":{"Effect":"Allow","Action":"kms:a b","Resource":"*"}}"#, .syntax(element: "Action")),
        (.identity, #"{"Statement":{\#(body),"NotAction":"*"}}"#, .syntax(element: "NotAction")),
        (.identity, #"{"Statement":{\#(body),"NotResource":"*"}}"#, .syntax(element: "NotResource")),
        (.identity, #"{"Statement":{"Effect":"Allow","Action":"*"}}"#, .missingResources(.identity)),
        (.identity, resource("x"), .resourceNotARN("x")),
        (.identity, resource("arn"), .resourceNotARN("arn")),
        (.identity, resource("arn:*s:s3:::x"), .invalidPartition("*s", resource: "arn:*s:s3:::x")),
        (.identity, resource("arn:aws:*:::x"), .resourceVendorNotQualified),
        (.identity, resource("arn:aws:s?:::x"), .resourceVendorNotQualified),
        (.identity, resource("arn:aws:s3::${aws:x}:x", version: "2012-10-17"), .syntax(element: "Resource")),
        (
            .identity, resource("arn:aws:iam:us-east-1:111111111111:role/*"),
            .resourceWithRegion("arn:aws:iam:us-east-1:111111111111:role/*", vendor: "iam")
        ),
        (
            .session, resource("arn:aws:s3:us-east-1:111111111111:bucket/x"),
            .resourceWithRegion("arn:aws:s3:us-east-1:111111111111:bucket/x", vendor: "s3")
        ),
        (.session, resource("arn:aws:sqs"), .syntax(element: "Resource")),
        (.identity, #"{"Statement":{\#(everyone),\#(body)}}"#, .prohibitedPrincipal),
        (.identity, #"{"Statement":{"NotPrincipal":"*",\#(body)}}"#, .prohibitedPrincipal),
        (.session, #"{"Statement":{\#(everyone),\#(body)}}"#, .prohibitedPrincipal),
        (.permissionsBoundary, #"{"Statement":{\#(everyone),\#(body)}}"#, .prohibitedPrincipal),
        (.resource, #"{"Statement":{\#(body)}}"#, .missingPrincipal),
        (.resource, #"{"Statement":{"Effect":"Allow",\#(everyone),"Resource":"*"}}"#, .missingActions(.resource)),
        (.resource, #"{"Statement":{"Effect":"Allow",\#(everyone),"Action":"*"}}"#, .missingResources(.resource)),
        (.resource, #"{"Statement":{"NotPrincipal":"*",\#(body)}}"#, .syntax(element: "NotPrincipal")),
        (.resource, principal(#""ada""#), .invalidPrincipal(type: "AWS", name: "ada")),
        (.resource, principal("{}"), .syntax(element: "Principal")),
        (.resource, principal(#"{"AWS":[]}"#), .syntax(element: "Principal")),
        (.resource, principal(#"{"Team":"x"}"#), .syntax(element: "Team")),
        (.resource, principal(#"{"Service":"*"}"#), .invalidPrincipal(type: "Service", name: "*")),
        (
            .resource, principal(#"{"AWS":"arn:aws:iam::111111111111:user/*"}"#),
            .invalidPrincipal(type: "AWS", name: "arn:aws:iam::111111111111:user/*")
        ),
        (
            .resource, principal(#"{"AWS":"arn:aws::iam::111111111111:root"}"#),
            .invalidPrincipal(type: "AWS", name: "arn:aws::iam::111111111111:root")
        ),
        (.trust, trust(#"{"Service":"amazonaws.com"}"#), .invalidPrincipal(type: "Service", name: "amazonaws.com")),
        (.trust, trust(#"{"Service":"ec2"}"#), .invalidPrincipal(type: "Service", name: "ec2")),
        (.trust, trust(#"{"Federated":"https://id.example.com"}"#), .invalidFederatedPrincipal),
        (.trust, trust(#"{"Federated":"arn:aws:iam::111111111111:user/ada"}"#), .invalidFederatedPrincipal),
        (.trust, #"{"Statement":{\#(everyone),\#(body)}}"#, .onlyAssumeRoleActions),
        (.trust, #"{"Statement":{"Effect":"Allow",\#(everyone),"Action":"*"}}"#, .onlyAssumeRoleActions),
        (.trust, #"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#, .missingPrincipal),
        (
            .trust, #"{"Statement":{"Effect":"Allow",\#(everyone),"Action":"sts:AssumeRole","Resource":"*"}}"#,
            .prohibitedField("Resource")
        ),
        (
            .trust, #"{"Statement":{"Effect":"Deny","NotPrincipal":"*","Action":"sts:AssumeRole"}}"#,
            .prohibitedField("NotPrincipal")
        ),
        (.serviceControl, #"{"Statement":{\#(everyone),\#(body)}}"#, .unmetTypeRequirements),
        (.resourceControl, #"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#, .oldVersion),
        (.resourceControl, control(#""Effect":"Deny","Action":"s3:*""#), .unmetTypeRequirements),
        (.resourceControl, control(#""Effect":"Deny",\#(everyone),"Action":"*""#), .unmetTypeRequirements),
        (.resourceControl, control(#""Effect":"Deny",\#(everyone),"NotAction":"s3:*""#), .unmetTypeRequirements),
        (.resourceControl, control(#""Effect":"Allow",\#(everyone),"Action":"s3:*""#), .unmetTypeRequirements),
        (
            .resourceControl, control(#""Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"s3:*""#),
            .unmetTypeRequirements
        ),
        (.identity, condition(#"[]"#), .syntax(element: "Condition")),
        (.identity, condition(#"{"StringEqual":{"a:b":"c"}}"#), .unknownOperator("StringEqual")),
        (.identity, condition(#"{"NullIfExists":{"a:b":"true"}}"#), .unknownOperator("NullIfExists")),
        (.identity, condition(#"{"ForAnyValue:Null":{"a:b":"true"}}"#), .unknownOperator("ForAnyValue:Null")),
        (.identity, condition(#"{"ForSome:Bool":{"a:b":"true"}}"#), .unknownOperator("ForSome:Bool")),
        (.identity, condition(#"{"StringEquals":"x"}"#), .syntax(element: "StringEquals")),
        (.identity, condition(#"{"StringEquals":{"b":"c"}}"#), .actionWithoutVendor),
        (.identity, condition(#"{"StringEquals":{"a:b":null}}"#), .syntax(element: "a:b")),
        (.identity, condition(#"{"StringEquals":{"a:b":[]}}"#), .invalidConditionValue(key: "a:b")),
        (.identity, condition(#"{"StringEquals":{"a:b":[["c"]]}}"#), .syntax(element: "a:b")),
        (.identity, condition(#"{"NumericEquals":{"a:b":"ten"}}"#), .invalidConditionValue(key: "a:b")),
        (.identity, condition(#"{"DateEquals":{"a:b":"soon"}}"#), .invalidConditionValue(key: "a:b")),
        (.identity, condition(#"{"Bool":{"a:b":"yes"}}"#), .invalidConditionValue(key: "a:b")),
        (.identity, condition(#"{"BinaryEquals":{"a:b":"?"}}"#), .invalidConditionValue(key: "a:b")),
        (.identity, condition(#"{"IpAddress":{"a:b":"10.0.0.0/99"}}"#), .invalidConditionValue(key: "a:b")),
        (.identity, condition(#"{"Null":{"a:b":"maybe"}}"#), .invalidConditionValue(key: "a:b")),
    ]

    private static func resource(_ text: String, version: String = "2008-10-17") -> String {
        #"{"Version":"\#(version)","Statement":{"Effect":"Allow","Action":"*","Resource":"\#(text)"}}"#
    }
    private static func principal(_ json: String) -> String { #"{"Statement":{"Principal":\#(json),\#(body)}}"# }
    private static func trust(_ json: String) -> String {
        #"{"Statement":{"Effect":"Allow","Principal":\#(json),"Action":"sts:AssumeRole"}}"#
    }
    private static func condition(_ json: String) -> String { #"{"Statement":{\#(body),"Condition":\#(json)}}"# }
    private static func control(_ elements: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Resource":"*",\#(elements)}}"#
    }

    @Test(arguments: rejected)
    func documentOutsideTheGrammarIsRejected(kind: PolicyKind, document: String, error: PolicyError) {
        #expect(throws: error) { try Policy(parsing: document, as: kind) }
    }

    @Test func repeatedElementIsRejected() {
        let document = #"{"Statement":{\#(Self.body),"Effect":"Deny"}}"#
        #expect {
            try Policy(parsing: document, as: .identity)
        } throws: { error in
            guard case .invalidJSON(let error)? = error as? PolicyError else { return false }
            return error.reason == .duplicateName("Effect")
        }
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "[", count: 21) + String(repeating: "]", count: 21)
        #expect {
            try Policy(parsing: #"{"Statement":\#(deep)}"#, as: .identity)
        } throws: { error in
            guard case .invalidJSON(let error)? = error as? PolicyError else { return false }
            return error.reason == .tooDeep
        }
    }

    @Test func sizeIsBounded() throws {
        let document = #"{"Statement":{\#(Self.body)}}"#
        let size = document.utf8.count
        #expect(throws: Never.self) {
            try Policy(parsing: document, as: .identity, limits: PolicyLimits(maximumBytes: size))
        }
        #expect(throws: PolicyError.tooLarge(maximum: size - 1)) {
            try Policy(parsing: document, as: .identity, limits: PolicyLimits(maximumBytes: size - 1))
        }
    }

    @Test func lengthOfAPatternIsBoundedWhereItHasWildcards() {
        let long = String(repeating: "a", count: 3000)
        for (text, isAccepted) in [(long, true), (long + "*", true), ("*" + long, false), ("${a:b}" + long, false)] {
            let document =
                #"{"Version":"2012-10-17","Statement":{\#(Self.body),"Condition":{"StringLike":{"a:b":"\#(text)"}}}}"#
            #expect(((try? Policy(parsing: document, as: .identity)) != nil) == isAccepted)
        }
    }

    @Test func minimumVersionIsRequired() {
        let document = #"{"Statement":{\#(Self.body)}}"#
        #expect(throws: PolicyError.oldVersion) {
            try Policy(parsing: document, as: .identity, limits: PolicyLimits(minimumVersion: .v2012))
        }
    }

    @Test func documentIsKeptInItsOrder() throws {
        let document =
            #"{"Id":"p","Statement":[{"Sid":"one",\#(Self.body)},{"Effect":"Deny","Action":"*","Resource":"*"}]}"#
        let policy = try Policy(parsing: document, as: .identity)
        #expect(policy.id == "p")
        #expect(policy.version == .v2008)
        #expect(policy.statements.map(\.index) == [0, 1])
        #expect(policy.statements.map(\.sid) == ["one", nil])
        #expect(policy.statements.map(\.effect) == [.allow, .deny])
    }

    static let messages: [(PolicyError, String)] = [
        (.syntax(element: "x"), "Syntax errors in policy."),
        (.oldVersion, "Policy document must be version 2012-10-17 or greater."),
        (.missingActions(.resource), "Missing required field Action"),
        (.missingActions(.identity), "Policy statement must contain actions."),
        (.missingResources(.identity), "Policy statement must contain resources."),
        (.missingPrincipal, "Missing required field Principal"),
        (.prohibitedPrincipal, "Policy document should not specify a principal."),
        (.prohibitedField("Resource"), "Has prohibited field Resource"),
        (.resourceNotARN("b"), #"Resource b must be in ARN format or "*"."#),
        (.resourceVendorNotQualified, "Resource vendor must be fully qualified and cannot contain regexes."),
        (.invalidPartition("x", resource: "arn:x:s3:::b"), #"Partition "x" is not valid for resource "arn:x:s3:::b"."#),
        (.invalidPrincipal(type: "AWS", name: "ada"), #"Invalid principal in policy: "AWS":"ada""#),
        (.invalidPrincipal(type: "Service", name: "ec2"), #"Invalid principal in policy: "SERVICE":"ec2""#),
        (.invalidFederatedPrincipal, "Federated principals must be valid domain names or SAML metadata ARNs"),
        (.resourceWithRegion("r", vendor: "iam"), "IAM resource r cannot contain region information."),
        (.resourceWithRegion("r", vendor: "s3"), "Resource r can not contain region information."),
    ]

    @Test(arguments: messages)
    func errorSpeaksAsAWSDoes(error: PolicyError, message: String) { #expect(error.message == message) }
}
