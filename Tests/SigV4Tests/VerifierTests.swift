import Essentials
import HTTPMessage
import Testing

@testable import SigV4

@Suite struct VerifierTests {
    private let verifier = SignatureVerifier()
    private let secret = SecretAccessKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    private let now = Timestamp(seconds: 1_440_938_160)  // 2015-08-30T12:36:00Z

    private func signer(_ service: String = "kms", token: String? = nil) -> Signer {
        Signer(
            credentials: Credentials(accessKeyID: "AKIDEXAMPLE", secret: secret, sessionToken: token),
            region: "us-east-1", service: service)
    }

    private func signed(
        _ service: String = "kms", target: String = "/", headers: [(String, String)] = [], body: String = "{}",
        token: String? = nil
    ) throws -> HTTPRequestHead {
        var head = request("POST", target, [("host", "localhost:4600")] + headers)
        try signer(service, token: token).sign(&head, body: Array(body.utf8), at: now)
        return head
    }

    private func error(
        _ head: HTTPRequestHead, payload: PayloadEvidence = .body(Array("{}".utf8)), secret: SecretAccessKey? = nil,
        now: Timestamp? = nil
    ) -> AuthenticationError? {
        do throws(AuthenticationError) {
            try verifier.verify(
                PresentedSignature.parse(head), head: head, payload: payload, secret: secret ?? self.secret,
                now: now ?? self.now)
            return nil
        } catch { return error }
    }

    @Test(arguments: ["kms", "s3", "guardduty"], [nil, "token/+="])
    func whatTheSignerSignsVerifies(service: String, token: String?) throws {
        let target = service == "s3" ? "/b/a%20//../c?list-type=2&a" : "/a//b/../c%20d/?z=1&a=%C3%A9&a="
        var head = try signed(
            service, target: target, headers: [("user-agent", "x"), ("x-amz-b", " a  b "), ("x-amz-b", "c")],
            token: token)
        #expect(error(head) == nil)
        #expect(try PresentedSignature.parse(head).sessionToken == token)
        try signer(service, token: token).sign(&head, body: [1], at: now + .minutes(1))
        #expect(error(head, payload: .body([1])) == nil, "signing again replaces the first signature")
    }

    @Test(arguments: ["sts", "s3"], [nil, "token/+="])
    func whatTheSignerPresignsVerifies(service: String, token: String?) throws {
        var head = request("GET", "/k?Action=GetCallerIdentity", [("host", "localhost"), ("x-k8s-aws-id", "c")])
        try signer(service, token: token).presign(&head, lifetime: .minutes(10), at: now)
        #expect(error(head, payload: .body([]), now: now + .minutes(10)) == nil)
        #expect(error(head, payload: .body([]), now: now + .milliseconds(600_001)) == .requestExpired)
    }

    @Test func aSessionTokenMayBeAppendedToAPresignedURL() throws {
        var head = request("GET", "/?Action=GetCallerIdentity", [("host", "localhost")])
        try signer("sts").presign(&head, lifetime: .minutes(10), at: now)
        head.target += "&X-Amz-Security-Token=abc%2F"
        #expect(error(head, payload: .body([])) == nil)
        #expect(try PresentedSignature.parse(head).sessionToken == "abc/")
        head.target += "&Other=1"
        #expect(error(head, payload: .body([])) == .signatureDoesNotMatch(nil))
    }

    @Test func theClockMayBeFiveMinutesOff() throws {
        let head = try signed()
        #expect(error(head, now: now + .minutes(5)) == nil)
        #expect(error(head, now: now - .minutes(5)) == nil)
        let late = try #require(error(head, now: now + .seconds(301)))
        #expect(
            late.fault(in: .json).message
                == "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 "
                + "min.)")
        let early = try #require(error(head, now: now - .seconds(301)))
        #expect(
            early.fault(in: .json).message
                == "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
                + "(20150830T123059Z + 5 min.)")
        #expect(error(try signed("s3"), now: now + .minutes(15)) == nil)
        #expect(error(try signed("s3"), now: now + .seconds(901))?.fault(in: .s3).code == "RequestTimeTooSkewed")
    }

    @Test func aWrongSecretIsToldTheCalculationWithoutTheToken() throws {
        let head = try signed(token: "very-secret-token")
        guard case .signatureDoesNotMatch(let calculation?) = error(head, secret: SecretAccessKey("other")) else {
            Issue.record("no calculation")
            return
        }
        #expect(calculation.canonicalRequest.hasPrefix("POST\n/\n\nhost:localhost:4600\nx-amz-date:20150830T123600Z\n"))
        #expect(calculation.canonicalRequest.contains("\nx-amz-security-token:****\n"))
        #expect(calculation.stringToSign.hasPrefix("AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/kms/"))
        let fault = AuthenticationError.signatureDoesNotMatch(calculation).fault(in: .json)
        #expect(fault.code == "InvalidSignatureException")
        #expect(!fault.message.contains("Canonical"))
        #expect(fault.explanation?.contains("The String-to-Sign should have been\n'AWS4") == true)
    }

    @Test func aChangedSecretTakesEffectAtOnce() throws {
        let head = try signed()
        #expect(error(head) == nil)
        #expect(error(head, secret: SecretAccessKey("rotated")) != nil)
        #expect(error(head) == nil)
    }

    @Test func everyAmzHeaderMustBeSigned() throws {
        var head = try signed()
        head.headers.add("x-amz-target", "TrentService.ScheduleKeyDeletion")
        #expect(error(head) == .headersNotSigned(["x-amz-target"]))
    }

    @Test(arguments: ["user-agent", "x-amzn-trace-id", "accept"])
    func otherHeadersMayBeUnsigned(name: String) throws {
        var head = try signed()
        head.headers.add(name, "anything")
        #expect(error(head) == nil)
    }

    @Test(arguments: [
        ("x-amz-date", AuthenticationError.hostNotSigned), ("x-amz-date;host", .signatureDoesNotMatch(nil)),
        ("host;host;x-amz-date", .signatureDoesNotMatch(nil)), ("Host;x-amz-date", .signatureDoesNotMatch(nil)),
        ("host;range;x-amz-date", .signatureDoesNotMatch(nil)), ("host;x-amz-date;", .signatureDoesNotMatch(nil)),
        ("", .signatureDoesNotMatch(nil)), ("host", .headersNotSigned(["x-amz-date"])),
    ])
    func signedHeadersAreSortedUniquePresentAndHoldHost(names: String, expected: AuthenticationError) throws {
        let head = try signed()
        let changed = HTTPHeaders(
            head.headers.fields.map { field in
                (field.name, field.value.replacing("SignedHeaders=host;x-amz-date", with: "SignedHeaders=" + names))
            })
        #expect(error(request("POST", "/", changed.fields.map { ($0.name, $0.value) })) == expected)
    }

    @Test(arguments: ["a\nx-amz-b:c", "a\r\n b", "a\0b"])
    func foldedHeadersAreRefused(value: String) throws {
        var head = request("POST", "/", [("host", "localhost"), ("x-amz-a", value)])
        #expect(throws: AuthenticationError.signatureDoesNotMatch(nil)) {
            try signer().sign(&head, body: [], at: now)
        }
    }

    @Test func aLyingContentHashIsRefused() throws {
        let head = try signed("s3")
        #expect(error(head, payload: .body(Array("{ }".utf8))) == .contentHashMismatch)
        #expect(error(head, payload: .sha256([UInt8](repeating: 0, count: 32))) == .contentHashMismatch)
        #expect(error(head, payload: .deferred) == nil)
        #expect(error(try signed("kms"), payload: .deferred) == .contentHashMissing)
    }

    @Test func s3DemandsTheContentHash() throws {
        var head = try signed("s3")
        head.headers = HTTPHeaders(
            head.headers.fields.filter { $0.name != "x-amz-content-sha256" }.map { ($0.name, $0.value) })
        #expect(error(head) == .contentHashMissing)
    }

    @Test(arguments: ["/a$b", "/a%24b"])
    func s3TakesAKeyInAnySpellingOfItsReservedCharacters(target: String) throws {
        var head = try signed("s3", target: "/a%24b?x=%24")
        head.target = target + "?x=$"
        #expect(error(head) == nil)
    }

    @Test(arguments: ["/a%2Fb", "/a/c", "//a/b", "/a/b/", "/a/./b", "/a+b"])
    func s3KeysThatDifferDoNotShareASignature(target: String) throws {
        var head = try signed("s3", target: "/a/b")
        head.target = target
        #expect(error(head) != nil)
    }

    @Test(arguments: [("?x=a%20b", "?x=a+b"), ("?x=a%2Bb", "?x=a+b"), ("?x=%25zz", "?x=%zz"), ("?x=1&x=2", "?x=1")])
    func queriesThatAReaderCouldTakeDifferentlyDoNotShareASignature(signedAs: String, sent: String) throws {
        var head = try signed("kms", target: "/" + signedAs)
        head.target = "/" + sent
        #expect(error(head) != nil)
    }

    @Test func theServiceOfTheScopeIsHeldAgainstTheOneCalled() throws {
        let presented = try PresentedSignature.parse(signed("kms"))
        try presented.scope.requireService("kms")
        #expect(throws: AuthenticationError.wrongScope(.service(expected: "sts"))) {
            try presented.scope.requireService("sts")
        }
    }

    @Test func secretsAreMaskedWhereverTheyPrint() {
        let credentials = Credentials(accessKeyID: "A", secret: SecretAccessKey("hunter2"))
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(credentials)\(credentials.secret)".contains("hunter2"))
        // The bytes of a secret would print as numbers: 104 is its first.
        #expect(!dumped.contains("104"))
    }
}
