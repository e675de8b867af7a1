import Testing

@testable import PolicyEngine

@Suite struct PrincipalElementTests {
    typealias Match = PrincipalElement.Match

    private func match(
        _ json: String, _ principal: PolicyPrincipal, negated: Bool = false, hasBoundary: Bool = false
    ) throws -> Match {
        let element = negated ? "NotPrincipal" : "Principal"
        let statement = #"{"Effect":"Deny","\#(element)":\#(json),"Action":"*","Resource":"*"}"#
        let policy = try Fixture.policy(.resource, statement).policy
        return try #require(policy.statements[0].principals).match(principal, hasBoundary: hasBoundary)
    }

    static let accountARN = "arn:aws:iam::111111111111:root"

    static let rows: [(String, root: Match, user: Match, session: Match, federated: Match)] = [
        (#""*""#, .direct, .direct, .direct, .direct),
        (#"{"AWS":"*"}"#, .direct, .direct, .direct, .direct),
        (#"{"AWS":"111111111111"}"#, .direct, .account, .account, .account),
        (#"{"AWS":"\#(accountARN)"}"#, .direct, .account, .account, .account),
        (#"{"AWS":"arn:aws-cn:iam::111111111111:root"}"#, .direct, .account, .account, .account),
        (#"{"AWS":["222222222222","arn:aws:iam::222222222222:root"]}"#, .none, .none, .none, .none),
        (#"{"AWS":"\#(Fixture.userARN)"}"#, .none, .direct, .none, .issuer),
        (#"{"AWS":["111111111111","\#(Fixture.userARN)"]}"#, .direct, .direct, .account, .issuer),
        (#"{"AWS":"arn:aws:iam::111111111111:user/Ada"}"#, .none, .none, .none, .none),
        (#"{"AWS":"AIDACKCEVSQ6C2EXAMPLE"}"#, .none, .direct, .none, .none),
        (#"{"AWS":"\#(Fixture.roleARN)"}"#, .none, .none, .issuer, .none),
        (#"{"AWS":"AROACKCEVSQ6C2EXAMPLE"}"#, .none, .none, .issuer, .none),
        (#"{"AWS":"\#(Fixture.sessionARN)"}"#, .none, .none, .direct, .none),
        (#"{"AWS":"arn:aws:sts::111111111111:assumed-role/deployer/other"}"#, .none, .none, .none, .none),
        (#"{"AWS":"\#(Fixture.federatedARN)"}"#, .none, .none, .none, .direct),
        (#"{"Service":"s3.amazonaws.com"}"#, .none, .none, .none, .none),
    ]

    @Test(arguments: rows)
    func elementNamesPrincipals(json: String, root: Match, user: Match, session: Match, federated: Match) throws {
        #expect(try match(json, .root(of: Fixture.home())) == root)
        #expect(try match(json, Fixture.user()) == user)
        #expect(try match(json, Fixture.session()) == session)
        #expect(try match(json, Fixture.federated()) == federated)
    }

    @Test func principalsOutsideAccountsMatchTheirOwnKindOnly() throws {
        let service = PolicyPrincipal.service("s3.amazonaws.com")
        let provider = PolicyPrincipal.webIdentity(provider: "accounts.google.com")
        #expect(try match(#"{"Service":["sns.amazonaws.com","s3.amazonaws.com"]}"#, service) == .direct)
        #expect(try match(#"{"Service":"sns.amazonaws.com"}"#, service) == .none)
        #expect(try match(#"{"Federated":"s3.amazonaws.com"}"#, service) == .none)
        #expect(try match(#"{"Federated":"accounts.google.com"}"#, provider) == .direct)
        #expect(try match(#"{"Service":"accounts.google.com"}"#, provider) == .none)
        #expect(try match(#""*""#, .anonymous) == .direct)
        #expect(try match(#"{"AWS":"111111111111"}"#, .anonymous) == .none)
    }

    @Test func canonicalUserNamesTheAccount() throws {
        let user = PolicyPrincipal.user(arn: Fixture.userARN, account: try Fixture.home(), canonicalUser: "79a59d")
        #expect(try match(#"{"CanonicalUser":"79a59d"}"#, user) == .account)
        #expect(try match(#"{"CanonicalUser":"79a59e"}"#, user) == .none)
    }

    static let exceptions: [(String, root: Bool, user: Bool, session: Bool)] = [
        (#"{"AWS":"\#(Fixture.userARN)"}"#, true, false, true),
        (#"{"AWS":"111111111111"}"#, false, true, true),
        (#"{"AWS":["111111111111","\#(Fixture.roleARN)"]}"#, false, true, false),
        (#"{"AWS":"\#(Fixture.sessionARN)"}"#, true, true, false),
        (#""*""#, false, false, false),
    ]

    @Test(arguments: exceptions)
    func notPrincipalSparesExactlyThoseNamed(json: String, root: Bool, user: Bool, session: Bool) throws {
        #expect(try match(json, .root(of: Fixture.home()), negated: true) == (root ? .direct : .none))
        #expect(try match(json, Fixture.user(), negated: true) == (user ? .direct : .none))
        #expect(try match(json, Fixture.session(), negated: true) == (session ? .direct : .none))
    }

    @Test func notPrincipalSparesNobodyWithABoundary() throws {
        let json = #"{"AWS":"\#(Fixture.userARN)"}"#
        #expect(try match(json, Fixture.user(), negated: true, hasBoundary: true) == .direct)
    }
}
