import Testing

@testable import PolicyEngine

/// Documents spoilt at random either parse or are refused, and what parses can be evaluated.
@Suite struct PolicyFuzzTests {
    private static let seeds = [
        #"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":["*","#
            + #""111111111111","arn:aws:iam::111111111111:user/ada"],"Service":"s3.amazonaws.com"},"Action":["kms:*","#
            + #""s3:Get?*t"],"Resource":"arn:aws:s3:::a*/${aws:username, 'x'}/?","Condition":{"ForAllValues:StringLike":"#
            + #"{"aws:TagKeys":["a*","${*}"]},"NumericLessThan":{"a:b":5},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"#
            + #""DateLessThanIfExists":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},"Null":{"a:c":"true"},"#
            + #""ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:t"},"BinaryEquals":{"a:d":"AAAA"},"Bool":{"a:e":"true"}}}]}"#,
        #"{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"111111111111"},"NotAction":"iam:*","NotResource":"*"}}"#,
    ]
    private static let fragments = [
        "\"", "{", "}", "[", "]", "${", "*", "?", "\\", "\\u0000", "null", ":", ",", "::", "-1", "1e999", "\u{FF}", "'",
    ]

    @Test(arguments: seeds)
    func unspoiltDocumentParses(document: String) throws {
        #expect(try Policy(parsing: document, as: .resource).statements.count == 1)
    }

    @Test(arguments: PolicyKind.allCases)
    func spoiltDocumentNeverCrashes(kind: PolicyKind) throws {
        var random = SeededGenerator(seed: 7)
        var parsed = 0
        let context: RequestContext = [
            "aws:username": "ada", "aws:TagKeys": ["a", "b"], "a:b": "3", "aws:SourceIp": "10.1.1.1", "a:e": "true",
        ]
        for _ in 0..<2000 {
            var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.spoil(&bytes, &random) }
            guard let policy = try? Policy(parsing: bytes, as: kind) else { continue }
            parsed += 1
            let source = PolicySource(kind: .resource, name: "x", attachedTo: "y")
            let set = PolicySet(resource: AttachedPolicy(policy, from: source))
            let request = AccessRequest(
                principal: try Fixture.user(), action: "s3:GetObject", resource: "arn:aws:s3:::a/ada/x",
                context: context)
            #expect(set.decide(request).outcome == set.decide(request, explaining: true).outcome)
        }
        #expect(kind != .resource || parsed > 50)
    }

    private static func spoil(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let position = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: position)
        case 2: bytes.insert(contentsOf: Array((fragments.randomElement(using: &random) ?? "").utf8), at: position)
        case 3: bytes.removeSubrange(position..<min(bytes.count, position + 12))
        default: bytes.insert(contentsOf: bytes[..<position].suffix(20), at: position)
        }
    }
}
