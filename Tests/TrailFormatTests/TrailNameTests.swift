import Testing

@testable import TrailFormat

@Suite struct TrailNameTests {
    @Test(arguments: [
        "abc", "a-b", "a.b_c-d", "Trail-1", "1.2.3", "1.2.3.4.5", "300.1.1.1", String(repeating: "a", count: 128),
    ])
    func goodNamesPass(_ name: String) throws { try TrailName.check(name) }

    @Test(arguments: [
        ("ab", TrailName.Violation.tooShort(2)), ("", .tooShort(0)),
        (String(repeating: "a", count: 129), .tooLong(129)), ("a b", .badCharacter), ("tra/il", .badCharacter),
        ("träil", .badCharacter), ("-ab", .badStart), ("ab-", .badEnd), ("ab_", .badEnd),
        ("my-_name", .adjacentPunctuation),
        ("my--name", .adjacentPunctuation), ("192.168.5.4", .addressLike),
    ]) func badNamesAreToldApart(_ name: String, _ violation: TrailName.Violation) {
        #expect(throws: violation) { try TrailName.check(name) }
    }

    @Test(arguments: [
        ("logs", true), ("my.logs-1", true), ("lo", false), ("Logs", false), ("lo_gs", false), ("-logs", false),
        ("logs-", false), ("lo..gs", false), ("lo.-gs", false), ("10.1.2.3", false),
        (String(repeating: "a", count: 63), true), (String(repeating: "a", count: 64), false),
    ]) func bucketNames(_ name: String, _ isValid: Bool) { #expect(TrailBucketName.isValid(name) == isValid) }

    @Test(arguments: [
        ("logs", true), ("a/b", true), ("/a", false), ("a/", false), ("a b", false),
        (String(repeating: "p", count: 200), true),
        (String(repeating: "p", count: 201), false),
    ]) func prefixes(_ prefix: String, _ isValid: Bool) { #expect(TrailKeyPrefix.isValid(prefix) == isValid) }
}
