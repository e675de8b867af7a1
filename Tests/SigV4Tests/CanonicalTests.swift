import Testing

@testable import SigV4

@Suite struct CanonicalTests {
    private func path(_ path: String, isS3: Bool, _ spelling: CanonicalRequest.Spelling = .asSent) -> String {
        var output: [UInt8] = []
        path.withBytes { CanonicalPath.append($0[...], isS3: isS3, spelling: spelling, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    private func query(_ query: String, _ spelling: CanonicalRequest.Spelling = .asSent) -> String {
        var output: [UInt8] = []
        query.withBytes { CanonicalQuery.append($0[...], spelling: spelling, omitting: ["Sig"], to: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: [
        ("", "/"), ("/", "/"), ("//", "/"), ("/.", "/"), ("/..", "/"), ("/../..", "/"), ("/a/..", "/"), ("/a/../", "/"),
        ("/a/./b", "/a/b"), ("/a//b/", "/a/b/"), ("/a/b/..", "/a"), ("/a/b/../", "/a/"), ("/...", "/..."),
        ("/a%20b", "/a%2520b"), ("/é", "/%C3%A9"), ("/a+b~", "/a%2Bb~"), ("/%2e%2e/a", "/%252e%252e/a"),
    ])
    func pathsAreNormalisedAndEncodedAgain(sent: String, canonical: String) {
        #expect(path(sent, isS3: false) == canonical)
    }

    @Test(arguments: [("/a//../b", "/a//../b"), ("/a$%7e%c3%a9+%2f", "/a%24~%C3%A9+%2F"), ("/%zz%", "/%zz%")])
    func s3PathsStayAsTheyAreOrAreSpelledAnew(sent: String, respelled: String) {
        #expect(path(sent, isS3: true) == sent)
        #expect(path(sent, isS3: true, .respelled) == respelled)
    }

    @Test(arguments: [
        ("", ""), ("a", "a="), ("b=1&a=2", "a=2&b=1"), ("a=2&a=1", "a=1&a=2"), ("a-=1&a=2", "a=2&a-=1"),
        ("A=1&a=2&B=3", "A=1&B=3&a=2"), ("a=b=c", "a=b=c"), ("a&&b", "=&a=&b="), ("Sig=1&a=1&Sig2=2", "Sig2=2&a=1"),
    ])
    func queriesAreSortedByNameThenValue(sent: String, canonical: String) {
        #expect(query(sent) == canonical)
    }

    @Test(arguments: [
        ("a=$/?", "a=%24%2F%3F"), ("a=b=c", "a=b%3Dc"), ("a=%7e%c3", "a=~%C3"), ("a=+%2B%zz", "a=+%2B%zz"),
        ("%26=%3d&a", "%26=%3D&a="),
    ])
    func queriesAreSpelledAnew(sent: String, canonical: String) {
        #expect(query(sent, .respelled) == canonical)
    }
}
