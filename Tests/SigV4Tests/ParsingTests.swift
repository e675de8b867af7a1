import Essentials
import HTTPMessage
import Testing

@testable import SigV4

@Suite struct ParsingTests {
    private static let signature = String(repeating: "0a", count: 32)
    private static let credential = "AKIDEXAMPLE/20150830/us-east-1/kms/aws4_request"

    private func head(
        authorization: String?, date: (String, String)? = ("x-amz-date", "20150830T123600Z"),
        more: [(String, String)] = [], target: String = "/"
    ) -> HTTPRequestHead {
        var headers = [("host", "localhost")] + more
        if let date { headers.append(date) }
        if let authorization { headers.append(("authorization", authorization)) }
        return request("POST", target, headers)
    }

    private static func authorization(credential: String = credential, separator: String = ", ") -> String {
        "AWS4-HMAC-SHA256 "
            + ["Credential=\(credential)", "SignedHeaders=host;x-amz-date", "Signature=\(signature)"]
            .joined(separator: separator)
    }

    private func error(of head: HTTPRequestHead) -> AuthenticationError? {
        do throws(AuthenticationError) {
            _ = try PresentedSignature.parse(head)
            return nil
        } catch { return error }
    }

    @Test(arguments: [", ", ",", " , ", ",\t", ",   ", ",,"])
    func whiteSpaceAroundCommasIsTolerated(separator: String) throws {
        let presented = try PresentedSignature.parse(head(authorization: Self.authorization(separator: separator)))
        #expect(presented.accessKeyID == "AKIDEXAMPLE")
        #expect(presented.scope == CredentialScope(date: "20150830", region: "us-east-1", service: "kms"))
        #expect(presented.signedHeaders == "host;x-amz-date")
        #expect(presented.signature == [UInt8](repeating: 0x0A, count: 32))
        #expect(presented.form == .header)
        #expect(presented.payload == .undeclared)
    }

    @Test(arguments: [
        "Sun, 30 Aug 2015 12:36:00 GMT", "Sun, 30 Aug 2015 12:36:00 -0000", "20150830T123600Z",
    ])
    func theDateHeaderIsTakenWhereThereIsNoAmzDate(date: String) throws {
        let presented = try PresentedSignature.parse(
            head(authorization: Self.authorization(), date: ("date", date)))
        #expect(presented.timestampText == "20150830T123600Z")
        #expect(presented.timestamp.iso8601 == "2015-08-30T12:36:00Z")
    }

    @Test(arguments: [
        "2015-08-30T12:36:00Z", "Sun, 30 Aug 2015 12:36:00 CET", "Sun, 31 Feb 2015 12:36:00 GMT", "", "20150830T1236Z",
        "Sunday, 30-Aug-15 12:36:00 GMT", "Sun, +3 Aug 2015 12:36:00 GMT",
    ])
    func otherDatesAreRefused(date: String) {
        #expect(
            error(of: head(authorization: Self.authorization(), date: ("x-amz-date", date)))
                == .incompleteSignature(.malformedDate(date)))
    }

    @Test func anUnsignedRequestMissesItsToken() {
        #expect(error(of: head(authorization: nil)) == .missingAuthenticationToken)
        #expect(error(of: head(authorization: nil, target: "/?X-Amz-Date=1&a")) == .missingAuthenticationToken)
    }

    @Test func everythingMissingIsNamedAtOnce() throws {
        let fault = try #require(error(of: head(authorization: "AWS4-HMAC-SHA256 ", date: nil))).fault(in: .query)
        #expect(fault.code == "IncompleteSignature")
        #expect(
            fault.message
                == "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "
                + "parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires "
                + "existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with "
                + "Base64) Authorization=CiYVUkvqEFxnqOZfl+qKLWniec690XZ/NzTormsckxs=")
    }

    @Test(arguments: [
        ("", IncompleteSignature.emptyAuthorization),
        ("AWS4-ECDSA-P256-SHA256 Credential=a", .unsupportedAlgorithm("AWS4-ECDSA-P256-SHA256")),
        ("aws4-hmac-sha256 Credential=a", nil), ("Bearer abc", nil), ("AWS4-HMAC-SHA256 Credential", nil),
        ("AWS4-HMAC-SHA256 Signature=a, Signature=b", .repeatedParameter("Signature")),
    ])
    func malformedHeadersAreRefused(value: String, expected: IncompleteSignature?) throws {
        let refusal = try #require(error(of: head(authorization: value)))
        if let expected {
            #expect(refusal == .incompleteSignature(expected))
        } else {
            guard case .incompleteSignature(.missingEqualSign) = refusal else {
                Issue.record("\(refusal)")
                return
            }
        }
    }

    @Test(
        arguments: [
            ("AKID/20150830/us-east-1/kms", .incompleteSignature(.credentialShape("AKID/20150830/us-east-1/kms"))),
            (
                "/20150830/us-east-1/kms/aws4_request",
                .incompleteSignature(.credentialShape("/20150830/us-east-1/kms/aws4_request"))
            ),
            ("A/20150830/us-east-1/kms/aws4_reques", .wrongScope(.terminator(got: "aws4_reques"))),
            (
                "A/20150830/US EAST/kms/aws4_request",
                .incompleteSignature(.credentialShape("A/20150830/US EAST/kms/aws4_request"))
            ),
            ("A/20150830/US_EAST/kms/aws4_request", .wrongScope(.region(got: "US_EAST"))),
            (
                "A/20150829/us-east-1/kms/aws4_request",
                .wrongScope(.date(credential: "20150829", request: "20150830", timestamp: "20150830T123600Z"))
            ),
        ] as [(String, AuthenticationError)])
    func malformedCredentialsAreRefused(credential: String, expected: AuthenticationError) {
        #expect(error(of: head(authorization: Self.authorization(credential: credential))) == expected)
    }

    @Test(arguments: ["authorization", "x-amz-date", "host", "x-amz-security-token", "x-amz-content-sha256"])
    func repeatedHeadersThatBearOnAuthenticationAreRefused(name: String) {
        let head = head(authorization: Self.authorization(), more: [(name, "a"), (name, "a")])
        #expect(
            error(of: head)
                == (name == "authorization" ? .multipleMechanisms : .incompleteSignature(.repeatedParameter(name))))
    }

    @Test func headerAndQueryTogetherAreRefused() {
        let query =
            "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=b&X-Amz-Expires=1"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=c"
        #expect(error(of: head(authorization: Self.authorization(), target: query)) == .multipleMechanisms)
    }

    @Test(arguments: [
        ("0", IncompleteSignature.malformedExpires(.notPositive)), ("604801", .malformedExpires(.moreThanAWeek)),
        ("-1", .malformedExpires(.notANumber)), ("1.5", .malformedExpires(.notANumber)),
        ("99999999999999999999", .malformedExpires(.notANumber)), ("", .malformedExpires(.notANumber)),
    ])
    func presignedLifetimesAreOneSecondToAWeek(expires: String, expected: IncompleteSignature) {
        let query =
            "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=b&X-Amz-Expires=\(expires)"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=c"
        #expect(error(of: head(authorization: nil, target: query)) == .incompleteSignature(expected))
    }

    @Test func missingQueryParametersAreNamed() {
        #expect(
            error(of: head(authorization: nil, target: "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=b"))
                == .incompleteSignature(
                    .missingQueryParameters([.credential, .signature, .signedHeaders, .expires])))
    }

    @Test(arguments: ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "abc"])
    func onlyS3LeavesThePayloadUnsigned(literal: String) throws {
        let more = [("x-amz-content-sha256", literal)]
        #expect(error(of: head(authorization: Self.authorization(), more: more)) == .contentHashInvalid)
        let s3 = Self.authorization(credential: "AKID/20150830/us-east-1/s3/aws4_request")
        if literal == "abc" {
            #expect(error(of: head(authorization: s3, more: more)) == .contentHashInvalid)
        } else {
            let payload = try PresentedSignature.parse(head(authorization: s3, more: more)).payload
            #expect(payload == (literal == "UNSIGNED-PAYLOAD" ? .unsigned : .streaming(.signedChunks)))
        }
    }

    /// Random damage to random places: whatever comes out, nothing traps.
    @Test func mutatedHeadsNeverTrap() throws {
        var random = SplitMix(state: 42)
        let verifier = SignatureVerifier()
        let pieces = ["", "%", "&", "=", "/", "..", "?", ";", ",", "\u{301}", "\r\n", "\0", "X-Amz-Signature=", "é"]
        var outcomes = [0, 0]
        for request in try Botocore.requests(seed: 4, count: 100) {
            for _ in 0..<20 {
                var head = request.head
                head.target = damaged(head.target, by: pieces, &random)
                head.headers = HTTPHeaders(
                    head.headers.fields.map { field in
                        random.next() % 3 == 0
                            ? (field.name, damaged(field.value, by: pieces, &random)) : (field.name, field.value)
                    })
                do throws(AuthenticationError) {
                    try verifier.verify(
                        PresentedSignature.parse(head), head: head, payload: .body(request.body),
                        secret: SecretAccessKey(request.secret), now: request.signedAt)
                    outcomes[0] += 1
                } catch {
                    for dialect in ErrorDialect.allCases { #expect(!error.fault(in: dialect).message.isEmpty) }
                    outcomes[1] += 1
                }
            }
        }
        #expect(outcomes[1] > 1000)
    }

    private func damaged(_ text: String, by pieces: [String], _ random: inout SplitMix) -> String {
        var bytes = Array(text.utf8)
        let piece = pieces[Int(random.next() % UInt64(pieces.count))]
        let start = Int(random.next() % UInt64(bytes.count + 1))
        let end = min(bytes.count, start + Int(random.next() % 4))
        bytes.replaceSubrange(start..<end, with: Array(piece.utf8))
        return String(decoding: bytes, as: UTF8.self)
    }
}
