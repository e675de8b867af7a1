import Essentials
import Testing

@testable import PolicyEngine

@Suite struct PolicyLintTests {
    static let catalog = ActionCatalog([
        "kms": ["Encrypt", "Decrypt", "ListKeys"], "sts": ["AssumeRole"], "iam": ["GetUser", "PassRole"],
    ])

    static func lint(_ statements: String, as kind: PolicyKind = .identity, version: String = "2012-10-17")
        -> [LintFinding]
    {
        check("{\"Version\":\"\(version)\",\"Statement\":[\(statements)]}", as: kind)
    }

    static func check(_ document: String, as kind: PolicyKind = .identity) -> [LintFinding] {
        PolicyLint(kind: kind, catalog: catalog).check(Array(document.utf8))
    }

    private static func allow(_ action: String, _ resource: String = "*", _ condition: String? = nil) -> String {
        statement("Allow", action, resource, condition)
    }

    private static func statement(
        _ effect: String, _ action: String, _ resource: String = "*", _ condition: String? = nil
    ) -> String {
        #"{"Effect":"\#(effect)","Action":"\#(action)","Resource":"\#(resource)""#
            + (condition.map { #","Condition":\#($0)}"# } ?? "}")
    }

    @Test(arguments: [
        allow("kms:Encrypt"), allow("kms:enc*"), allow("*"), allow("s3:Whatever"),
        allow("kms:*", "arn:aws:kms:*:*:key/*"),
        allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/x"),
        allow("s3:GetObject", "arn:aws:sqs:*:*:*"),
        allow("kms:Encrypt", "*", #"{"StringEquals":{"aws:PrincipalTag/Team":"red","kms:ViaService":"x"}}"#),
        allow("kms:Encrypt", "*", #"{"NumericGreaterThan":{"a:b":1},"NumericLessThan":{"a:b":3}}"#),
        allow("kms:Encrypt", "*", #"{"StringLike":{"aws:userid":"*:a"},"StringNotEquals":{"aws:userid":"x:a"}}"#),
        allow("kms:Encrypt", "*", #"{"StringEquals":{"t:a":"x"},"StringLike":{"t:a":"${aws:username}*"}}"#),
        allow("kms:Encrypt", "*", #"{"Null":{"t:a":"false"},"StringEquals":{"t:a":"x"}}"#),
        allow(
            "kms:Encrypt", "*", #"{"ForAnyValue:StringEquals":{"t:a":"x"},"ForAnyValue:StringNotEquals":{"t:a":"x"}}"#),
        allow("kms:Encrypt") + "," + allow("kms:Decrypt"),
        allow("kms:*") + "," + statement("Deny", "kms:Encrypt"),
        allow("kms:Encrypt") + "," + statement("Deny", "kms:*", "*", #"{"Bool":{"aws:SecureTransport":"false"}}"#),
        allow("kms:Encrypt", "arn:aws:kms:*:*:key/a*") + "," + allow("kms:Encrypt", "arn:aws:kms:*:*:key/b*"),
        allow("kms:Encrypt", "arn:aws:kms:*:*:key/*a") + "," + allow("kms:Encrypt", "arn:aws:kms:*:*:key/?"),
        #"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"},{"Effect":"Allow","NotAction":"kms:*","Resource":"*"}"#,
    ])
    func nothingIsFoundInWhatIsWell(statements: String) {
        #expect(Self.lint(statements) == [])
    }

    @Test(arguments: [
        (allow("kms:Encypt"), LintRule.unknownAction), (allow("kms:X*"), .unknownAction),
        (allow("KMS:encypt"), .unknownAction),
        (#"{"Effect":"Deny","NotAction":"kms:Encypt","Resource":"*"}"#, .unknownAction),
        (allow("kms:Encrypt", "arn:aws:s3:::bucket"), .resourceOfOtherService),
        (allow("iam:GetUser", "arn:aws:sts::111111111111:assumed-role/x"), .resourceOfOtherService),
        (allow("kms:Encrypt", "*", #"{"StringEquals":{"aws:PrincipalOrgs":"o-1"}}"#), .unknownConditionKey),
        (
            allow("kms:Encrypt", "*", #"{"StringEquals":{"t:a":"x","T:B":"y"},"StringNotEquals":{"T:A":"x"}}"#),
            .contradictoryConditions
        ),
        (
            allow("kms:Encrypt", "*", #"{"StringEquals":{"t:a":["x","y"]},"StringLike":{"t:a":"z*"}}"#),
            .contradictoryConditions
        ),
        (allow("kms:Encrypt", "*", #"{"StringEquals":{"t:a":"x"},"Null":{"t:a":"true"}}"#), .contradictoryConditions),
        (
            allow("kms:Encrypt", "*", #"{"ArnLike":{"t:a":"arn:aws:s3:::b"},"Null":{"t:a":"true"}}"#),
            .contradictoryConditions
        ),
        (
            allow("kms:Encrypt", "*", #"{"NumericLessThan":{"t:a":3},"NumericGreaterThanEquals":{"t:a":3}}"#),
            .contradictoryConditions
        ),
        (
            allow(
                "kms:Encrypt", "*",
                #"{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},"DateGreaterThan":{"aws:CurrentTime":"2026-02-01T00:00:00Z"}}"#
            ), .contradictoryConditions
        ),
        (allow("kms:Encrypt", "*", #"{"StringEquals":{"t:a":"arn:aws:iam::1:*"}}"#), .literalWildcard),
        (allow("kms:Encrypt", "*", #"{"ArnLike":{"aws:PrincipalArn":"role/x"}}"#), .notAnARN),
        (allow("kms:Encrypt", "*", #"{"ForAllValues:StringEquals":{"aws:TagKeys":"x"}}"#), .emptySetMatches),
        (allow("kms:Encrypt") + "," + statement("Deny", "kms:*"), .shadowedByDeny),
        (
            allow("kms:Encrypt", "arn:aws:kms:*:*:key/ab") + ","
                + statement("Deny", "kms:Enc*", "arn:aws:kms:*:*:key/a?"), .shadowedByDeny
        ),
        (
            allow("kms:Encrypt", "*", #"{"Bool":{"t:a":"true"}}"#) + ","
                + statement("Deny", "*", "*", #"{"Bool":{"t:a":"true"}}"#), .shadowedByDeny
        ),
        (allow("kms:*") + "," + allow("kms:Encrypt"), .redundantStatement),
        (allow("kms:Encrypt") + "," + allow("kms:Encrypt"), .redundantStatement),
        (allow("kms:Encrypt", "*", #"{"Bool":{"t:a":"true"}}"#) + "," + allow("kms:Enc*"), .redundantStatement),
        (#"{"Effect":"Allow","Action":["kms:Encrypt","kms:E*"],"Resource":"*"}"#, .redundantPattern),
        (
            #"{"Effect":"Allow","Action":"kms:Encrypt","Resource":["arn:aws:kms:*:*:*","arn:aws:kms:*:*:key/*"]}"#,
            .redundantPattern
        ),
    ])
    func findingIsTheOneExpected(statements: String, rule: LintRule) {
        let findings = Self.lint(statements)
        #expect(findings.map(\.rule) == [rule], "\(findings)")
        #expect(findings.allSatisfy { $0.problem.hasSuffix(".") && $0.advice.hasSuffix(".") })
    }

    @Test func variableIsLiteralInTheOldVersion() {
        let findings = Self.lint(
            Self.allow("kms:Encrypt", "arn:aws:kms:*:*:key/${aws:username}"), version: "2008-10-17")
        #expect(findings.map(\.rule) == [.literalVariable])
    }

    @Test func suggestionIsTheNearestName() {
        #expect(Self.lint(Self.allow("kms:Encypt")).first?.advice == "Write kms:Encrypt, if that is meant.")
        #expect(Self.lint(Self.allow("kms:Completely")).first?.advice.hasPrefix("See the service's page") == true)
    }

    @Test func findingsGiveLines() {
        let document = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {"Effect": "Allow", "Action": "kms:*", "Resource": "*"},
                {
                  "Effect": "Deny",
                  "Action": [
                    "kms:Decrypt",
                    "kms:Encypt"
                  ],
                  "Resource": "*",
                  "Condition": {"StringEquals": {
                    "t:a": "x*"}}
                }
              ]
            }
            """
        let findings = Self.check(document)
        #expect(findings.map(\.rule) == [.unknownAction, .literalWildcard])
        #expect(findings.map(\.line) == [9, 13])
        #expect(findings.map(\.statement) == [1, 1])
    }

    @Test(arguments: [
        ("{\n\"Version\":\"2012-10-17\",\n\"Statement\":[}", 3),
        ("{\n\"Version\":\"2012-10-17\",\n\"Version\":\"2012-10-17\"}", 3),
        ("{\"Version\":\"2012-10-17\",\n\"Statement\":{\"Effect\":\"Allow\",\n\"Extra\":1}}", 3),
        (
            "{\"Version\":\"2012-10-17\",\n\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\n\"Condition\":{\"StringIs\":{\"a:b\":\"c\"}}}}",
            3
        ),
        ("", 1), ("[]", 1), ("{\"Statement\":[]}", 1),
    ])
    func documentThatIsNoPolicyIsOneError(document: String, line: Int) {
        let findings = Self.check(document)
        #expect(findings.map(\.rule) == [.invalidDocument])
        #expect(findings.map(\.line) == [line])
    }

    @Test(arguments: [
        (PolicyKind.serviceControl, 10_240), (.resourceControl, 5120), (.permissionsBoundary, 6144),
        (.identity, 10_240),
        (.session, 2048), (.resource, 32_768),
    ])
    func documentOverTheQuotaIsFound(kind: PolicyKind, quota: Int) {
        let principal = [.resource, .resourceControl].contains(kind) ? #""Principal":"*","# : ""
        func document(_ length: Int) -> String {
            let head =
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny",\#(principal)"Action":"s3:Get","Resource":"arn:aws:s3:::"#
            let tail = #""}]}"#
            return head + String(repeating: "é", count: length - head.count - tail.count) + tail
        }
        #expect(Self.check(document(quota), as: kind) == [])
        #expect(Self.check(document(quota + 1), as: kind).map(\.rule) == [.tooLarge])
    }

    @Test func whiteSpaceCountsForOrganizationsAndNotForIAM() {
        let padded = Self.allow("kms:Encrypt") + String(repeating: " ", count: 11_000)
        #expect(Self.lint(padded, as: .identity) == [])
        #expect(Self.lint(padded, as: .serviceControl).map(\.rule) == [.tooLarge])
    }

    /// What coverage says is certain: whatever the narrow pattern matches, the broad one does.
    @Test func coverageIsSound() {
        var random = SeededGenerator(seed: 11)
        var covered = 0
        func draw(_ alphabet: String, _ length: ClosedRange<Int>) -> [UInt8] {
            (0..<Int.random(in: length, using: &random)).map { _ in
                Array(alphabet.utf8).randomElement(using: &random) ?? 0
            }
        }
        for _ in 0..<20_000 {
            let (broad, narrow) = (Wildcard(draw("ab**?", 0...5)), Wildcard(draw("ab*?", 0...5)))
            var coverage = Coverage()
            guard coverage.covers(broad, narrow) else { continue }
            covered += 1
            for _ in 0..<10 {
                let text = draw("ab", 0...6)
                text.withUnsafeBufferPointer { bytes in
                    if narrow.matches(bytes) { #expect(broad.matches(bytes), "\(broad) \(narrow) \(text)") }
                }
            }
        }
        #expect(covered > 2000)
    }

    @Test func hostileDocumentIsCheckedInBoundedSteps() {
        let patterns = (0..<3000).map { #""kms:\#(String(repeating: "a*", count: 8))\#($0)""# }
        let findings = Self.lint(#"{"Effect":"Allow","Action":[\#(patterns.joined(separator: ","))],"Resource":"*"}"#)
        #expect(findings.count <= 200)
        #expect(findings.contains { $0.rule == .tooLarge })
    }
}
