import Essentials
import Store
import Testing

@Suite struct PageTokensTests {
    static let here = RecordScope.region(.standard, .standard)
    static let query = RecordQuery("k", in: here, where: .equals("f", "v"), order: .field("f"))
    static let position = RecordPosition(
        value: "v", key: RecordKey(account: .standard, region: .standard, id: "id/é"))
    let tokens = PageTokens(key: [UInt8](repeating: 7, count: 32))

    static let positions: [RecordPosition] = [
        position,
        RecordPosition(value: .integer(.min), key: RecordKey(account: nil, region: nil, id: "x")),
        RecordPosition(
            value: nil, key: RecordKey(account: .standard, region: nil, id: String(repeating: "y", count: 999))),
    ]

    @Test(arguments: positions)
    func aTokenGivesBackItsPosition(_ position: RecordPosition) throws {
        let token = tokens.token(for: position, of: Self.query, context: "ListKeys")
        #expect(try tokens.position(from: token, of: Self.query, context: "ListKeys") == position)
    }

    static let others: [RecordQuery] = [
        RecordQuery("other", in: here, where: .equals("f", "v"), order: .field("f")),
        RecordQuery("k", in: .account(.standard), where: .equals("f", "v"), order: .field("f")),
        RecordQuery(
            "k", in: .region(AccountID("111111111111"), .standard), where: .equals("f", "v"), order: .field("f")),
        RecordQuery("k", in: .region(.standard, Region("eu-central-1")), where: .equals("f", "v"), order: .field("f")),
        RecordQuery("k", in: here, where: .equals("f", "w"), order: .field("f")),
        RecordQuery("k", in: here, where: .not(.equals("f", "v")), order: .field("f")),
        RecordQuery("k", in: here, where: nil, order: .field("f")),
        RecordQuery("k", in: here, where: .equals("f", "v"), order: .field("g")),
        RecordQuery("k", in: here, where: .equals("f", "v")),
        RecordQuery("k", in: here, where: .equals("f", "v"), order: .field("f"), direction: .descending),
    ]

    @Test(arguments: others)
    func aTokenOfAnotherQueryIsRefused(_ other: RecordQuery) {
        let token = tokens.token(for: Self.position, of: Self.query)
        #expect(throws: StoreError.pageTokenRefused) { try tokens.position(from: token, of: other) }
    }

    @Test func aTokenOfAnotherContextOrKeyIsRefused() {
        let token = tokens.token(for: Self.position, of: Self.query, context: "a")
        #expect(throws: StoreError.pageTokenRefused) {
            try tokens.position(from: token, of: Self.query, context: "b")
        }
        #expect(throws: StoreError.pageTokenRefused) {
            try PageTokens(key: [UInt8](repeating: 8, count: 32))
                .position(from: token, of: Self.query, context: "a")
        }
    }

    @Test func everyChangedByteIsNoticed() throws {
        let bytes = try #require(Base64.decode(tokens.token(for: Self.position, of: Self.query)))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(throws: StoreError.pageTokenRefused) {
                try tokens.position(from: Base64.encode(changed), of: Self.query)
            }
        }
    }

    @Test(arguments: ["", "A", "AAAA", "not base 64", String(repeating: "A", count: 100_000)])
    func whatIsNoTokenIsRefused(_ text: String) {
        #expect(throws: StoreError.pageTokenRefused) { try tokens.position(from: text, of: Self.query) }
    }

    @Test func aJournalTokenIsBoundToItsQuery() throws {
        let query = JournalQuery("audit", account: .standard, region: .standard)
        let position = JournalPosition(time: Timestamp(milliseconds: -5), sequence: 77)
        let token = tokens.token(for: position, of: query)
        #expect(try tokens.position(from: token, of: query) == position)
        for change in [
            JournalQuery("other", account: .standard, region: .standard),
            JournalQuery("audit", account: nil, region: .standard),
            JournalQuery("audit", account: .standard, region: .standard, terms: [JournalTerm("a", "b")]),
            JournalQuery("audit", account: .standard, region: .standard, order: .oldestFirst),
        ] {
            #expect(throws: StoreError.pageTokenRefused) { try tokens.position(from: token, of: change) }
        }
    }
}
