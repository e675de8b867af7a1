import AWSProtocols
import Essentials
import HTTPMessage
import SigV4
import Testing

@testable import ServiceKit

@Suite struct UploadFormTests {
    private typealias Fixture = ObjectRequestFixture

    private static let scope = CredentialScope(date: "20261123", region: "us-east-1", service: "s3")
    private static let conditions = """
        {"bucket":"bucket"},["starts-with","$key","public/"],{"acl":"private"},["content-length-range",3,2000],
        {"x-amz-credential":"\(credential)"},{"x-amz-algorithm":"AWS4-HMAC-SHA256"},{"x-amz-date":"20261123T212849Z"},
        ["starts-with","$success_action_status",""]
        """
    private static let credential = "\(OneUser.accessKeyID)/20261123/us-east-1/s3/aws4_request"

    private static func fields(
        expiration: String = "2026-11-24T00:00:00Z", conditions: String = conditions
    ) -> [(String, String)] {
        let policy = Base64.encode(Array("{\"expiration\":\"\(expiration)\",\"conditions\":[\(conditions)]}".utf8))
        let key = SigningKey(secret: SecretAccessKey(OneUser.secret), scope: scope)
        return [
            ("key", "public/${filename}"), ("acl", "private"), ("X-Amz-Credential", credential),
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Date", "20261123T212849Z"), ("Policy", policy),
            ("X-Amz-Signature", Hex.encode(key.signature(of: Array(policy.utf8)))),
        ]
    }

    private static func body(_ fields: [(String, String)], file: String?) -> [UInt8] {
        var text = ""
        for (name, value) in fields {
            text += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        if let file {
            text += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\\\dir\\\\name.txt\"\r\n"
            text += "Content-Type: text/plain\r\n\r\n\(file)\r\n"
        }
        return Array((text + "--b--\r\n").utf8)
    }

    private func send(
        _ fixture: Fixture, _ fields: [(String, String)], file: String? = "the file"
    ) async -> (response: HTTPResponse, text: String) {
        let body = Self.body(fields, file: file)
        let head = Fixture.head(
            "POST", "/bucket",
            [("content-type", "multipart/form-data; boundary=b"), ("content-length", String(body.count))])
        return await fixture.send(head, body)
    }

    @Test func aFormUploadsItsFile() async throws {
        let fixture = try Fixture()
        let (response, _) = await send(fixture, Self.fields(), file: String(repeating: "ab\r\n--", count: 300))
        #expect(response.status == 204)
        let object = try #require(fixture.service.received.all.first)
        #expect(object.key == "public/name.txt")
        #expect(object.bytes == Array(String(repeating: "ab\r\n--", count: 300).utf8))
        #expect(object.input["ACL"] == .string("private"))
        #expect(object.arrival?.signature == .form)
        #expect(response.headers["location"] == "http://127.0.0.1:4600/bucket/public/name.txt")
    }

    @Test func theAnswerIsAsTheFormAsks() async throws {
        let fixture = try Fixture()
        let (response, text) = await send(fixture, Self.fields() + [("success_action_status", "201")])
        #expect(response.status == 201)
        #expect(text.contains("<Bucket>bucket</Bucket><Key>public/name.txt</Key><ETag>&quot;e&quot;</ETag>"))
    }

    @Test(arguments: [
        ("acl", "public-read", "Policy Condition failed: [\"eq\", \"$acl\", \"private\"]"),
        ("key", "secret/x", "Policy Condition failed: [\"starts-with\", \"$key\", \"public/\"]"),
        ("x-amz-meta-a", "1", "Extra input fields: x-amz-meta-a"),
        ("x-amz-signature", String(repeating: "0", count: 64), "signature"),
    ])
    func whatThePolicyDoesNotAllowIsDenied(_ name: String, _ value: String, _ message: String) async throws {
        let fixture = try Fixture()
        let fields = Self.fields().filter { $0.0.lowercased() != name } + [(name, value)]
        let (response, text) = await send(fixture, fields)
        #expect(response.status == 403)
        let unescaped = text.replacing("&quot;", with: "\"")
        #expect(unescaped.contains(message))
        #expect(fixture.service.received.all.isEmpty)
    }

    @Test(arguments: [("ab", "EntityTooSmall"), (String(repeating: "a", count: 2001), "EntityTooLarge")])
    func theFileKeepsToItsBounds(_ file: String, _ code: String) async throws {
        let fixture = try Fixture()
        #expect(await send(fixture, Self.fields(), file: file).text.contains("<Code>\(code)</Code>"))
        #expect(fixture.service.received.all.isEmpty)
    }

    @Test func aPolicyExpires() async throws {
        let fixture = try Fixture()
        let (_, text) = await send(fixture, Self.fields(expiration: "2026-11-23T21:28:49Z"))
        #expect(text.contains("Invalid according to Policy: Policy expired."))
    }

    @Test func withoutAPolicyTheFormIsAnybodys() async throws {
        let fixture = try Fixture()
        #expect(await send(fixture, [("key", "public/x")]).response.status == 204)
        #expect(fixture.service.received.all.map(\.caller) == [.anonymous])
        #expect(await send(fixture, [("key", "private")]).response.status == 403)
    }

    @Test func aFormNeedsItsFields() async throws {
        let fixture = try Fixture()
        #expect(await send(fixture, [("acl", "private")]).text.contains("a field named 'key'"))
        #expect(
            await send(fixture, Self.fields(), file: nil).text.contains("IncorrectNumberOfFilesInPostRequest"))
        let many = Self.fields() + [("x-ignore-a", String(repeating: "a", count: 30_000))]
        #expect(await send(fixture, many).text.contains("MaxPostPreDataLengthExceeded"))
    }

    @Test(arguments: [
        "[]", "{}", "{\"expiration\":\"tomorrow\",\"conditions\":[]}", "{\"expiration\":\"2030-01-01T00:00:00Z\"}",
        "{\"expiration\":\"2030-01-01T00:00:00Z\",\"conditions\":[1]}",
        "{\"expiration\":\"2030-01-01T00:00:00Z\",\"conditions\":[[\"matches\",\"$key\",\"a\"]]}",
        "{\"expiration\":\"2030-01-01T00:00:00Z\",\"conditions\":[[\"content-length-range\",5,1]]}",
    ])
    func policiesHaveTheirForm(_ text: String) {
        #expect { try UploadPolicy(base64: Base64.encode(Array(text.utf8))) } throws: { error in
            (error as? AWSError)?.code(in: .restXml) == "InvalidPolicyDocument"
        }
    }
}
