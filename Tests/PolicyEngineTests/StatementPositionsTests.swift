import PolicyEngine
import Testing

struct StatementPositionsTests {
    private static func ends(of document: String) -> [String] {
        StatementPositions(of: document).ranges.map {
            "\($0.start.line):\($0.start.column)-\($0.end.line):\($0.end.column)"
        }
    }

    /// The documents and positions of AWS's examples of SimulatePrincipalPolicy.
    @Test(arguments: [
        (
            """
            {
              "Version":"2012-10-17",
              "Statement":{
                "Effect":"Allow",
                "Action":"s3:PutObject",
                "Resource":"arn:aws:s3:::my-test-bucket"
              }
            }
            """, ["3:16-7:4"]
        ),
        (
            """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": [
                    "s3:Get*",
                    "s3:List*"
                  ],
                  "Resource": "*"
                }
              ]
            }
            """, ["3:17-11:6"]
        ),
        (#"{"Version":"2012-10-17","Statement":[{"a":"é"},{"b":[{}]}]}"#, ["1:38-1:47", "1:48-1:58"]),
        (#"{"Statement":[]}"#, []),
        ("[]", []),
        ("", []),
    ])
    func statementsAreFound(document: String, positions: [String]) {
        #expect(Self.ends(of: document) == positions)
    }
}

struct ContextKeyNamesTests {
    private static func names(in documents: String...) -> [String] {
        var names = ContextKeyNames()
        for document in documents { names.add(document: document) }
        return names.names
    }

    @Test func conditionsAndVariablesAreKeys() {
        let document = """
            {"Version": "2012-10-17", "Statement": {
                "Effect": "Allow", "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:::table/${aws:username}/${*}",
                "Condition": {
                    "DateGreaterThan": {"aws:CurrentTime": "2015-08-16T12:00:00Z"},
                    "StringLike": {"s3:prefix": ["${aws:PrincipalTag/team, 'none'}/*", "x"], "AWS:UserName": "a"}
                }}}
            """
        #expect(
            Self.names(in: document) == ["aws:username", "aws:CurrentTime", "s3:prefix", "aws:PrincipalTag/team"])
    }

    @Test func oldVersionsHaveNoVariables() {
        let statement = #""Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username}""#
        #expect(Self.names(in: #"{"Version":"2008-10-17","Statement":{\#(statement)}}"#).isEmpty)
        #expect(Self.names(in: #"{"Statement":[{\#(statement)}]}"#).isEmpty)
    }

    @Test func documentsAreReadTogether() {
        let first = #"{"Statement":{"Condition":{"Bool":{"aws:SecureTransport":"true"}}}}"#
        let second = #"{"Statement":{"Condition":{"Null":{"aws:securetransport":"true","a:b":"true"}}}}"#
        #expect(Self.names(in: first, second, "{") == ["aws:SecureTransport", "a:b"])
    }
}

struct ContextValueTypeTests {
    @Test(arguments: [
        (ContextValueType.string, "", true), (.numeric, "-1.5", true), (.numeric, "one", false),
        (.boolean, "True", true), (.boolean, "yes", false), (.ip, "203.0.113.0/24", true), (.ip, "::1", true),
        (.ip, "home", false), (.binary, "QmluYXJ5", true), (.binary, "*", false), (.date, "2024-02-29", true),
        (.date, "1700000000", true), (.date, "2023-02-29", false),
    ])
    func valuesAreOfTheirType(type: ContextValueType, value: String, accepted: Bool) {
        #expect(type.accepts(value) == accepted)
    }
}
