import AWSProtocols
import Essentials
import Testing

@testable import Identity

struct WebIdentityTokenTests {
    private static func part(_ text: String) -> String {
        Base64.encode(Array(text.utf8)).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func token(_ header: String, _ claims: String, _ signature: String = "AQID") -> String {
        "\(part(header)).\(part(claims)).\(signature)"
    }

    private static let header = #"{"alg":"RS256","kid":"k"}"#

    @Test func partsAreRead() throws {
        let text = Self.token(Self.header, #"{"sub":"a?>","amr":["x","y"],"exp":5}"#)
        let token = try #require(WebIdentityToken(text))
        #expect(token.algorithm == "RS256")
        #expect(token.keyID == "k")
        #expect(token.strings("sub") == ["a?>"])
        #expect(token.strings("amr") == ["x", "y"])
        #expect(try token.time("exp") == Timestamp(seconds: 5))
        #expect(token.signature == [1, 2, 3])
        #expect(text == String(decoding: token.signedBytes, as: UTF8.self) + ".AQID")
    }

    @Test(arguments: [
        "", "..", "a.b.c", "e30.e30", token("{}", "{}"), token("[]", "{}"), token(header, "[]"), token(header, "x"),
        token(header, "{}") + ".x", token(header, "{}", "AQ=="), token(header, "{}", "A+/A"), token(header, "{}", "A"),
        token(#"{"alg":"RS256","crit":["b64"]}"#, "{}"), token(#"{"alg":1}"#, "{}"),
        token(header, String(repeating: #"{"a":"#, count: 50) + "1" + String(repeating: "}", count: 50)),
    ])
    func otherTextIsNoToken(text: String) {
        #expect(WebIdentityToken(text) == nil)
    }

    @Test(arguments: ["1.5", #""1""#, "-1", "1e3", "99999999999999", "true", "null"])
    func timeIsAWholeNumber(value: String) throws {
        let token = try #require(WebIdentityToken(Self.token(Self.header, #"{"exp":\#(value)}"#)))
        #expect(throws: AWSError.self) { try token.time("exp") }
    }

    @Test(arguments: [
        #"{"https://aws.amazon.com/tags":{"principal_tags":{"a":["x","y"]}}}"#,
        #"{"https://aws.amazon.com/tags":{"principal_tags":{"a":1}}}"#,
        #"{"https://aws.amazon.com/tags/principal_tags/":"x"}"#,
        #"{"https://aws.amazon.com/source_identity":"a b"}"#, #"{"https://aws.amazon.com/source_identity":["a"]}"#,
    ])
    func badTagsAreRefused(claims: String) throws {
        let token = try #require(WebIdentityToken(Self.token(Self.header, claims)))
        #expect(throws: AWSError.self) { try WebIdentityTags(token) }
    }

    @Test(arguments: [
        #"{"kty":"oct","k":"AAAA"}"#, #"{"kty":"RSA","e":"AQAB","n":"AQAB"}"#, #"{"kty":"RSA","e":"AQAB"}"#,
        #"{"kty":"EC","crv":"P-256","x":"AAAA"}"#, #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","use":"enc"}"#, "[]",
    ])
    func otherKeysAreLeftOut(key: String) throws {
        #expect(IssuerKey(try JSON(parsing: key)) == nil)
    }

    @Test(arguments: [
        ("https://a.example", "a.example", 443, ""), ("https://a.example/x/y?q=1", "a.example", 443, "/x/y?q=1"),
        ("https://a.example:8443/x", "a.example", 8443, "/x"), ("https://a.example?q", "a.example", 443, "?q"),
    ])
    func urlsAreTakenApart(text: String, host: String, port: Int, target: String) throws {
        let url = try #require(HTTPSURL(text))
        #expect((url.host, url.port, url.target) == (host, port, target))
    }

    @Test(arguments: [
        "", "http://a.example", "https://", "https:///x", "https://a.example:0", "https://a.example:x",
        "https://a.example:", "https://u@a.example", "https://[::1]/", "https://a.example/#x", "https://a example/",
        "HTTPS://a.example",
    ])
    func otherURLsAreRefused(text: String) {
        #expect(HTTPSURL(text) == nil)
    }
}
