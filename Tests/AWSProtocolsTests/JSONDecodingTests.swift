import Essentials
import Testing

@testable import AWSProtocols

@Suite struct JSONDecodingTests {
    static func decode(_ operation: String, _ body: String) throws -> Structure {
        let kms = try ServiceModel.load(.kms)
        return try kms.decode(Array(body.utf8), for: try #require(kms.operations[operation]))
    }

    @Test func membersBecomeTheirModelledTypes() throws {
        let structure = try Self.decode(
            "ImportKeyMaterial",
            #"{"KeyId":"k","ImportToken":"AQI=","EncryptedKeyMaterial":"AA==","ValidTo":1700000000.5,"Unknown":[{}]}"#)
        #expect(
            structure == [
                "KeyId": .string("k"), "ImportToken": .blob([1, 2]), "EncryptedKeyMaterial": .blob([0]),
                "ValidTo": .timestamp(Timestamp(milliseconds: 1_700_000_000_500)),
            ])
    }

    @Test(arguments: ["", "{}", " {} ", #"{"Limit":null}"#, #"{"Limit":5,"Limit":null}"#])
    func absenceHasManySpellings(_ body: String) throws {
        #expect(try Self.decode("ListKeys", body).isEmpty)
    }

    @Test func theLastOfRepeatedMembersCounts() throws {
        #expect(try Self.decode("ListKeys", #"{"Limit":5,"Marker":"m","Limit":6.0}"#)["Limit"] == .integer(6))
        let map = try Self.decode("GenerateDataKey", #"{"KeyId":"k","EncryptionContext":{"a":"1","b":"2","a":"3"}}"#)
        #expect(
            map["EncryptionContext"]
                == .map([.init(key: "a", value: .string("3")), .init(key: "b", value: .string("2"))]))
    }

    /// To `String` the two are equal, and a dictionary would lose one of them.
    @Test(arguments: [0, 20]) func keysThatDifferInUnicodeNormalizationAreNotMixedUp(_ others: Int) throws {
        let pairs = (0..<others).map { #""k\#($0)":"","# }.joined() + #""\u00e9":"1","e\u0301":"2""#
        let structure = try Self.decode("GenerateDataKey", #"{"KeyId":"k","EncryptionContext":{\#(pairs)}}"#)
        #expect(try structure.map("EncryptionContext")?.count == others + 2)
        #expect(
            throws: AWSError.validation("Keys of EncryptionContext differ in their Unicode normalization alone.")
        ) { try structure.stringMap("EncryptionContext") }
    }

    @Test(arguments: [
        ("DescribeKey", #"{"KeyId":1}"#, "NUMBER_VALUE can not be converted to a String"),
        ("DescribeKey", #"{"KeyId":true}"#, "TRUE_VALUE can not be converted to a String"),
        ("DescribeKey", #"{"KeyId":[]}"#, "Start of list found where not expected"),
        ("DescribeKey", #"{"KeyId":{}}"#, "Start of structure or map found where not expected."),
        ("ListKeys", #"{"Limit":"5"}"#, "STRING_VALUE can not be converted to an Integer"),
        ("ListKeys", #"{"Limit":5.5}"#, "NUMBER_VALUE can not be converted to an Integer"),
        ("ListKeys", #"{"Limit":3000000000}"#, "NUMBER_VALUE can not be converted to an Integer"),
        ("CreateKey", #"{"MultiRegion":"true"}"#, "STRING_VALUE can not be converted to a Boolean"),
        ("CreateKey", #"{"Tags":"x"}"#, "Expected list or null"),
        ("CreateKey", #"{"Tags":[1]}"#, "Expected map or null"),
        ("ImportKeyMaterial", #"{"ValidTo":"x"}"#, "STRING_VALUE can not be converted to a Date"),
        ("ImportKeyMaterial", #"{"ValidTo":1e300}"#, "NUMBER_VALUE can not be converted to a Date"),
        ("ImportKeyMaterial", #"{"ValidTo":-1e11}"#, "NUMBER_VALUE can not be converted to a Date"),
        ("Decrypt", #"{"CiphertextBlob":"@@"}"#, nil), ("Decrypt", "{", nil),
        ("Decrypt", "[]", "Start of list found where not expected"),
        ("Decrypt", "{} x", nil), ("Decrypt", "null", nil), ("Decrypt", #"{"a":01}"#, nil),
    ])
    func wrongTypesAreSerializationErrors(_ operation: String, _ body: String, _ message: String?) throws {
        #expect(throws: AWSError.serialization(message)) { try Self.decode(operation, body) }
    }

    @Test func depthIsBounded() {
        let body = #"{"x":"# + String(repeating: "[", count: 10_000)
        #expect(throws: AWSError.serialization(nil)) { try Self.decode("Decrypt", body) }
    }
}
