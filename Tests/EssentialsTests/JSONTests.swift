import Essentials
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null],"c":"x"}"#, #"[]"#, #""""#, "-0", "12345678901", "1.5", #""a\"\\\n\u0001""#,
    ])
    func roundTrips(_ text: String) throws {
        let value = try JSON(parsing: text)
        #expect(try JSON(parsing: value.bytes) == value)
    }

    @Test func escapesAreRead() throws {
        #expect(try JSON(parsing: #""\u00e9\ud83d\ude00\/\t""#) == .string("é😀/\t"))
    }

    /// The writer looks for what to escape in words of eight bytes: each byte of ASCII, at every place in a word.
    @Test(arguments: UInt8(0)..<0x80)
    func everyByteIsWrittenSoThatItReadsBack(_ byte: UInt8) throws {
        for (before, after) in (0..<17).flatMap({ before in [0, 1, 7, 8].map { (before, $0) } }) {
            let filling = Array(repeating: UInt8(ascii: "a"), count: before)
            let text = String(decoding: filling + [byte] + filling.prefix(after) + "é".utf8, as: UTF8.self)
            let written = JSON.string(text).bytes
            #expect(try JSON(parsing: written) == .string(text))
            #expect(written.allSatisfy { $0 >= 0x20 })
        }
    }

    @Test(arguments: [
        "", "{", "[1,]", "[,1]", #"{"a":1,}"#, #"{"a" 1}"#, "01", "1.", "1e", "+1", "nul", "tru", "\"\u{1}\"",
        #""\ud800""#, #""\udc00""#, #""\x""#, "1 2", #"{"a":1,"a":2}"#, "[1}", "1e999",
    ])
    func malformedTextIsRefused(_ text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0x5C, 0x6E, 0xC0, 0x80, 0x22]) }
    }

    @Test func depthIsBounded() {
        let nested = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
        #expect(throws: JSONError.self) { try JSON(parsing: nested) }
        #expect(throws: Never.self) { try JSON(parsing: String(nested.dropFirst().dropLast())) }
    }

    @Test func manyMembersWithOneRepeatedAreRefused() {
        let members = (0..<1000).map { "\"k\($0)\":0" } + ["\"k7\":1"]
        #expect(throws: JSONError.self) { try JSON(parsing: "{" + members.joined(separator: ",") + "}") }
    }

    @Test func instantsAreWrittenAsDecimalSeconds() {
        var writer = JSONWriter()
        writer.beginArray()
        writer.writeEpochSeconds(Timestamp(milliseconds: 1_500_000_000_007))
        writer.writeEpochSeconds(Timestamp(seconds: 5))
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[1500000000.007,5]")
    }
}
