import Testing

@testable import PolicyEngine

@Suite struct PolicyVariableTests {
    private func allows(resource pattern: String, _ resource: String, _ context: RequestContext) throws -> Bool {
        let statement = #"{"Effect":"Allow","Action":"s3:*","Resource":"\#(pattern)"}"#
        let set = PolicySet(identity: [try Fixture.policy(.identity, statement)])
        let request = AccessRequest(
            principal: try Fixture.user(), action: "s3:GetObject", resource: resource, context: context)
        return set.decide(request).isAllowed
    }

    @Test(arguments: [
        ("arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/ada/x", true),
        ("arn:aws:s3:::home/${AWS:UserName}/*", "arn:aws:s3:::home/ada/x", true),
        ("arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/bob/x", false),
        ("arn:aws:s3:::home/${aws:nothing}/*", "arn:aws:s3:::home//x", false),
        ("arn:aws:s3:::home/${aws:nothing, 'all'}/*", "arn:aws:s3:::home/all/x", true),
        ("arn:aws:s3:::home/${aws:empty, 'all'}", "arn:aws:s3:::home/all", true),
        ("arn:aws:s3:::home/${aws:username, 'all'}", "arn:aws:s3:::home/all", false),
        ("arn:aws:s3:::home/${aws:PrincipalTag/team,'a}b'}", "arn:aws:s3:::home/a}b", true),
        ("arn:aws:s3:::home/${t:star}", "arn:aws:s3:::home/*", true),
        ("arn:aws:s3:::home/${t:star}", "arn:aws:s3:::home/ada", false),
        ("arn:aws:s3:::home/${t:list}", "arn:aws:s3:::home/one", false),
        ("arn:aws:s3:::a${*}b${?}c${$}{d}", "arn:aws:s3:::a*b?c${d}", true),
        ("arn:aws:s3:::a${*}", "arn:aws:s3:::ab", false),
        ("arn:aws:s3:::a$b", "arn:aws:s3:::a$b", true),
    ])
    func variableStandsForItsValueInAResource(pattern: String, resource: String, expected: Bool) throws {
        let context: RequestContext = [
            "aws:username": "ada", "aws:empty": "", "t:star": "*", "t:list": ["one"],
        ]
        #expect(try allows(resource: pattern, resource, context) == expected)
    }

    @Test func unresolvedVariableInNotResourceExemptsNothing() throws {
        let statement = #"{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::${aws:username}"}"#
        let set = PolicySet(identity: [try Fixture.policy(.identity, statement)])
        let request = AccessRequest(
            principal: try Fixture.user(), action: "s3:GetObject", resource: "arn:aws:s3:::x", context: RequestContext()
        )
        #expect(set.decide(request).isAllowed)
    }

    static let conditionRows: [(String, String, RequestContext, Bool)] = [
        ("StringEquals", "red", ["aws:PrincipalTag/team": "red"], true),
        ("StringEquals", "red", ["aws:PrincipalTag/team": "blue"], false),
        ("StringEquals", "red", [:], false), ("StringNotEquals", "red", [:], true),
        ("StringEqualsIgnoreCase", "RED", ["aws:PrincipalTag/team": "rEd"], true),
        ("StringLike", "red-1", ["aws:PrincipalTag/team": "red-*"], false),
        ("StringLike", "red-*", ["aws:PrincipalTag/team": "red-*"], true),
    ]

    @Test(arguments: conditionRows)
    func variableStandsForItsValueInACondition(
        name: String, value: String, context: RequestContext, expected: Bool
    ) throws {
        var context = context
        context["t:team"] = .one(value)
        let condition = #"{"\#(name)":{"t:team":"${aws:PrincipalTag/team}"}}"#
        #expect(try Fixture.holds(condition: condition, in: context) == expected)
    }

    @Test func variableCannotReachOverPartsOfAnARN() throws {
        let condition = #"{"ArnEquals":{"t:source":"arn:aws:sns:eu-west-1:${t:account}:topic"}}"#
        #expect(
            try Fixture.holds(
                condition: condition, in: ["t:source": "arn:aws:sns:eu-west-1:1:topic", "t:account": "1"]))
        #expect(
            try !Fixture.holds(
                condition: condition, in: ["t:source": "arn:aws:sns:eu-west-1:1:x:topic", "t:account": "1:x"]))
    }

    @Test func olderVersionTakesVariablesLiterally() throws {
        let condition = #"{"StringEquals":{"t:name":"${aws:username}"}}"#
        #expect(
            try Fixture.holds(condition: condition, in: ["t:name": "${aws:username}"], version: "2008-10-17"))
        #expect(
            try !Fixture.holds(
                condition: condition, in: ["t:name": "ada", "aws:username": "ada"], version: "2008-10-17"))
    }

    @Test(arguments: ["${", "${}", "${aws:x", "${aws:x,}", "${aws:x, 'y}", "${aws:${aws:y}}", "${,'y'}"])
    func malformedVariableIsRejected(text: String) {
        let statement = #"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::\#(text)"}"#
        #expect(throws: PolicyError.syntax(element: "${")) { try Fixture.policy(.identity, statement) }
    }
}
