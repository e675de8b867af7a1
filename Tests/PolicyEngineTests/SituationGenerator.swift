@testable import PolicyEngine

/// Makes small random situations out of few names, so that policies often speak of the request.
struct SituationGenerator {
    typealias Reference = ReferenceEvaluator

    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let home = "111111111111"
    private static let callers: [Reference.Caller] = [
        .init(kind: .root, arn: "arn:aws:iam::\(home):root", account: home),
        .init(kind: .user, arn: Fixture.userARN, account: home),
        .init(kind: .roleSession, arn: Fixture.sessionARN, account: home, issuer: Fixture.roleARN),
        .init(kind: .federatedUser, arn: Fixture.federatedARN, account: home, issuer: Fixture.userARN),
        .init(kind: .service, arn: "s3.amazonaws.com"), .init(kind: .webIdentity, arn: "accounts.google.com"),
        .init(kind: .anonymous, arn: "*"),
    ]
    private static let principals = [
        "*", home, "222222222222", Fixture.userARN, Fixture.roleARN, Fixture.sessionARN, Fixture.federatedARN,
        "s3.amazonaws.com", "accounts.google.com",
    ]
    private static let actions = ["kms:Encrypt", "kms:*", "KMS:enc*", "kms:?ecrypt", "s3:GetObject", "s3:*", "*"]
    private static let resources = [
        "*", "arn:aws:kms:*:*:key/*", "arn:aws:kms:eu:1:key/a?", "arn:aws:s3:::b", "arn:aws:kms:*:1:key/${t:a}*",
    ]
    private static let values = ["red", "blue", "r*", "a"]

    mutating func situation() -> Reference.Situation {
        var situation = Reference.Situation(
            caller: pick(Self.callers), action: pick(["kms:Encrypt", "kms:Decrypt", "s3:GetObject"]),
            resource: pick(["arn:aws:kms:eu:1:key/ab", "arn:aws:s3:::b", "*"]),
            owner: chance(0.75) ? Self.home : "222222222222", context: context())
        situation.identity = some(0...3) { $0.policy() }
        situation.session = chance(0.4) ? some(1...2) { $0.policy() } : []
        situation.boundary = chance(0.3) ? policy() : nil
        situation.controls = chance(0.3) ? some(1...7) { $0.some(0...3) { $0.serviceControl() } } : []
        situation.resourceControls = chance(0.2) ? some(1...7) { $0.some(1...2) { $0.resourceControl() } } : []
        situation.resourcePolicy = chance(0.7) ? policy(withPrincipals: true) : nil
        situation.mustAllow = chance(0.4)
        situation.hasGrant = chance(0.2)
        return situation
    }

    private mutating func context() -> [String: [String]] {
        var context: [String: [String]] = [:]
        if chance(0.6) { context["t:a"] = [pick(Self.values)] }
        if chance(0.6) { context["t:b"] = [pick(Self.values), pick(Self.values)] }
        if chance(0.6) { context["n:size"] = [pick(["1", "20", "300"])] }
        if chance(0.6) { context["i:from"] = [pick(["10.1.0.1", "10.2.0.1", "192.168.0.1"])] }
        if chance(0.6) { context["r:arn"] = [pick(["arn:aws:sns:eu:1:t", "arn:aws:s3:::b", "t"])] }
        if chance(0.6) { context["b:flag"] = [pick(["true", "false"])] }
        return context
    }

    /// What a policy may compare a key with.
    private mutating func written(for key: String) -> String {
        switch key {
        case "n:size": pick(["1", "20", "299"])
        case "i:from": pick(["10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/16"])
        case "r:arn": pick(["arn:aws:sns:*:1:t", "arn:aws:s3:::*", "arn:aws:*:*:*:?"])
        case "b:flag": pick(["true", "false"])
        case "T:B": pick(Self.values + ["${t:a}"])
        default: pick(Self.values)
        }
    }

    /// - Parameter allowsAll: whether an allowing statement names every resource, as service control policies must.
    private mutating func policy(withPrincipals: Bool = false, allowsAll: Bool = false) -> Reference.Policy {
        some(1...3) { generator in
            var statement = generator.statement()
            if allowsAll, statement.isAllow {
                statement.resources = ["*"]
                statement.isNotResource = false
            }
            if withPrincipals {
                statement.principals = generator.some(1...2) { $0.pick(Self.principals) }
                if statement.principals.contains("*") { statement.principals = ["*"] }
                statement.isNotPrincipal = !statement.isAllow && generator.chance(0.4)
            }
            return statement
        }
    }

    /// Most levels let everything through, as FullAWSAccess does: seven random ones would seldom.
    private mutating func serviceControl() -> Reference.Policy {
        guard chance(0.8) else { return policy(allowsAll: true) }
        return [
            Reference.Statement(
                isAllow: true, actions: ["*"], isNotAction: false, resources: ["*"], isNotResource: false)
        ]
    }

    private mutating func resourceControl() -> Reference.Policy {
        let everything = Reference.Statement(
            isAllow: true, principals: ["*"], actions: ["*"], isNotAction: false, resources: ["*"], isNotResource: false
        )
        if chance(0.9) { return [everything] }
        var denial = statement()
        denial.isAllow = false
        denial.isNotAction = false
        denial.actions = ["s3:*"]
        denial.principals = ["*"]
        return [denial]
    }

    private mutating func statement() -> Reference.Statement {
        var statement = Reference.Statement(
            isAllow: chance(0.85), actions: some(1...2) { $0.pick(Self.actions) }, isNotAction: chance(0.1),
            resources: some(1...2) { $0.pick(Self.resources) }, isNotResource: chance(0.1))
        if chance(0.4) {
            for _ in 0..<pick([1, 1, 2]) {
                let (key, names) = pick(Reference.operators)
                let name = pick(names)
                let values = name == "Null" ? [pick(["true", "false"])] : some(1...2) { $0.written(for: key) }
                // One operator stands once in a document.
                guard !statement.conditions.contains(where: { $0.name == name }) else { continue }
                statement.conditions.append((name, key, values))
            }
        }
        return statement
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func some<Element>(
        _ count: ClosedRange<Int>, _ make: (inout SituationGenerator) -> Element
    ) -> [Element] {
        (0..<Int.random(in: count, using: &random)).map { _ in make(&self) }
    }
}
