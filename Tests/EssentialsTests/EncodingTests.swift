import Essentials
import Testing

@Suite struct EncodingTests {
    @Test func base64OfRandomBytesRoundTrips() {
        for length in 0..<200 {
            let bytes = SystemRandom().bytes(length)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func base64VectorsOfRFC4648(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Z===", "====", "Zm9v!mFy", "Zm8=Zm8="])
    func malformedBase64IsRefused(_ text: String) { #expect(Base64.decode(text) == nil) }

    @Test func arnsParseAndPrint() throws {
        let text = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"
        let arn = try #require(ARN(text))
        #expect(arn.description == text)
        #expect(arn.resourceType == "key")
        #expect(arn.resourceName == "1234abcd")
        #expect(ARN("arn:aws:kms") == nil)
        #expect(ARN("urn:aws:kms:::x") == nil)
        #expect(ARN("arn:aws:logs:r:1:log-group:a:*")?.resource == "log-group:a:*")
    }

    @Test func uuidsAreVersionFour() {
        let uuid = Array(SystemRandom().uuid().utf8)
        #expect(uuid.count == 36)
        #expect(uuid[14] == UInt8(ascii: "4"))
        #expect("89ab".utf8.contains(uuid[19]))
    }
}
