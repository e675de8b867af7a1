import Testing

@testable import PolicyEngine

@Suite struct ExplanationTests {
    private func decide(_ set: PolicySet, explaining: Bool = true) throws -> Decision {
        let request = AccessRequest(
            principal: try Fixture.user(), action: "kms:Encrypt", resource: Fixture.key,
            context: RequestContext(["aws:username": "ada", "t:a": "1"]))
        return set.decide(request, explaining: explaining)
    }

    @Test func nothingIsRecordedUnlessAsked() throws {
        let set = PolicySet(identity: [try Fixture.policy(.identity, DecisionTests.allow)])
        #expect(try decide(set, explaining: false).explanation == nil)
    }

    @Test func everyDenyingStatementIsNamed() throws {
        let first = try Fixture.policy(.identity, "\(DecisionTests.allow),\(DecisionTests.deny)", name: "one")
        let second = try Fixture.policy(.session, DecisionTests.deny, name: "two")
        let explanation = try #require(try decide(PolicySet(identity: [first], session: [second])).explanation)
        #expect(
            explanation.statements == [
                .init(source: first.source, index: 1, sid: "D"), .init(source: second.source, index: 0, sid: "D"),
            ])
    }

    @Test func allowingStatementsOfEveryTypeAreNamed() throws {
        let control = try Fixture.policy(.serviceControl, DecisionTests.allow, name: "control")
        let identity = try Fixture.policy(.identity, "\(DecisionTests.unrelated),\(DecisionTests.allow)", name: "own")
        let set = PolicySet(identity: [identity], serviceControl: [[control], [control]])
        let explanation = try #require(try decide(set).explanation)
        #expect(explanation.statements.map(\.source.name) == ["control", "own"])
        #expect(explanation.statements.map(\.index) == [0, 1])
    }

    @Test func implicitDenyNamesNoStatement() throws {
        let control = try Fixture.policy(.serviceControl, DecisionTests.allow)
        let explanation = try #require(try decide(PolicySet(serviceControl: [[control]])).explanation)
        #expect(explanation.statements.isEmpty)
    }

    @Test func keysLookedAtAreListed() throws {
        let statement =
            #"{"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::${aws:userid}","*"],"#
            + #""Condition":{"StringEquals":{"T:A":"${aws:username}","t:never":"x"}}}"#
        let explanation = try #require(
            try decide(PolicySet(identity: [try Fixture.policy(.identity, statement)])).explanation)
        #expect(explanation.keysFound == ["aws:username", "t:a"])
        #expect(explanation.keysMissing == ["aws:userid"])
    }
}
