import Testing

@testable import KeyEngine

struct EncryptionContextTests {
    @Test func orderDoesNotMatter() throws {
        let pairs = (0..<20).map { (key: "key\($0)", value: "value\($0)") }
        let context = try EncryptionContext(pairs: pairs)
        #expect(try EncryptionContext(pairs: pairs.reversed()) == context)
        #expect(try EncryptionContext(Dictionary(uniqueKeysWithValues: pairs.map { ($0.key, $0.value) })) == context)
    }

    @Test func formIsSortedAndLengthPrefixed() throws {
        let context = try EncryptionContext(["b": "", "a": "xy"])
        #expect(
            context.canonicalBytes == [
                0, 0, 0, 2, 0, 0, 0, 1, 0x61, 0, 0, 0, 2, 0x78, 0x79, 0, 0, 0, 1, 0x62, 0, 0, 0, 0,
            ])
        #expect(try EncryptionContext([:]) == .empty)
    }

    @Test func boundariesBetweenNamesAndValuesCount() throws {
        #expect(try EncryptionContext(["ab": "c"]) != EncryptionContext(["a": "bc"]))
        #expect(try EncryptionContext(["a": "b", "c": "d"]) != EncryptionContext(["a": "b\0\0\0\u{1}cd"]))
    }

    @Test func unicodeSpellingsAreDistinct() throws {
        let composed = (key: "caf\u{E9}", value: "1")
        let decomposed = (key: "cafe\u{301}", value: "1")
        #expect(try EncryptionContext(pairs: [composed]) != EncryptionContext(pairs: [decomposed]))
        #expect(throws: Never.self) { try EncryptionContext(pairs: [composed, decomposed]) }
    }

    @Test func repeatedKeyIsRefused() {
        #expect(throws: KeyEngineError.duplicateContextKey) {
            try EncryptionContext(pairs: [("a", "1"), ("b", "2"), ("a", "3")])
        }
    }
}
