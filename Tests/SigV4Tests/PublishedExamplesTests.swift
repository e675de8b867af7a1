import Essentials
import HTTPMessage
import Testing

@testable import SigV4

/// The worked examples of AWS's documentation: the IAM user guide's and the S3 API reference's "Signature calculations
/// for the Authorization header" and "Authenticating requests: using query parameters".
@Suite struct PublishedExamplesTests {
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func theDocumentedSigningKeyIsDerived() {
        let key = SigningKey(
            secret: SecretAccessKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            scope: CredentialScope(date: "20150830", region: "us-east-1", service: "iam"))
        let text = """
            AWS4-HMAC-SHA256
            20150830T123600Z
            20150830/us-east-1/iam/aws4_request
            f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
            """
        #expect(
            Hex.encode(key.signature(of: Array(text.utf8)))
                == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    }

    @Test func theListUsersExampleVerifies() throws {
        let head = request(
            "GET", "/?Action=ListUsers&Version=2010-05-08",
            [
                ("Host", "iam.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"),
                ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                (
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                        + "SignedHeaders=content-type;host;x-amz-date, "
                        + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
                ),
            ])
        try verify(head, secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", now: "20150830T123700Z")
    }

    struct ObjectExample: Sendable {
        let method: String
        let target: String
        let headers: [(String, String)]
        var body = ""
        let signature: String
    }

    @Test(arguments: [
        ObjectExample(
            method: "GET", target: "/test.txt",
            headers: [("range", "bytes=0-9"), ("x-amz-content-sha256", Self.emptyHash)],
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ObjectExample(
            method: "PUT", target: "/test$file.text",
            headers: [
                ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ("x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"),
            ],
            body: "Welcome to Amazon S3.",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        ObjectExample(
            method: "GET", target: "/?lifecycle", headers: [("x-amz-content-sha256", Self.emptyHash)],
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ObjectExample(
            method: "GET", target: "/?max-keys=2&prefix=J", headers: [("x-amz-content-sha256", Self.emptyHash)],
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
    func theS3HeaderExamplesVerify(example: ObjectExample) throws {
        let headers =
            example.headers + [("host", "examplebucket.s3.amazonaws.com"), ("x-amz-date", "20130524T000000Z")]
        let names = headers.map(\.0).sorted().joined(separator: ";")
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            + "SignedHeaders=\(names),Signature=\(example.signature)"
        let head = request(example.method, example.target, headers + [("Authorization", authorization)])
        try verify(
            head, body: example.body, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", now: "20130524T000500Z")
    }

    @Test func theS3PresignedExampleVerifies() throws {
        let head = request(
            "GET",
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            [("host", "examplebucket.s3.amazonaws.com")])
        try verify(head, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", now: "20130525T000000Z")
        #expect(throws: AuthenticationError.requestExpired) {
            try verify(head, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", now: "20130525T000001Z")
        }
    }

    private func verify(_ head: HTTPRequestHead, body: String = "", secret: String, now: String) throws {
        let now = try #require(CivilTime(basic: now)).timestamp
        try SignatureVerifier().verify(
            PresentedSignature.parse(head), head: head, payload: .body(Array(body.utf8)),
            secret: SecretAccessKey(secret), now: now)
    }
}

/// A request head from nobody in particular.
func request(_ method: String, _ target: String, _ headers: [(String, String)]) -> HTTPRequestHead {
    HTTPRequestHead(
        method: method, target: target, headers: HTTPHeaders(headers),
        connection: ConnectionInfo(peerAddress: "127.0.0.1"))
}
