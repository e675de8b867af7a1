import Essentials
import Testing

@testable import KeyEngine

@Suite struct AttestationDocumentTests {
    @Test(arguments: [false, true])
    func documentIsReadWithOrWithoutItsTag(isTagged: Bool) throws {
        let sample = AttestationSample()
        let document = try AttestationDocument((isTagged ? [0xD2] : []) + sample.bytes)
        #expect(document.moduleID == "i-0-enc0")
        #expect(document.timestamp == 1_700_000_000_000)
        #expect(document.measurements == [0: sample.measurement, 4: sample.measurement])
        #expect(document.certificate == [0x30, 1])
        #expect(document.issuers == [[0x30, 2], [0x30, 3]])
        #expect(document.publicKey == [0x30, 4])
    }

    @Test(arguments: [
        "module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key",
    ])
    func documentThatLacksAPartIsMalformed(part: String) {
        var sample = AttestationSample()
        sample.fields.removeAll { $0.name == part }
        #expect(throws: MalformedAttestation()) { try AttestationDocument(sample.bytes) }
        sample.fields.append((part, [0xF6]))
        #expect(throws: MalformedAttestation()) { try AttestationDocument(sample.bytes) }
    }

    @Test func everyCutAndEveryAdditionIsMalformed() {
        let bytes = AttestationSample().bytes
        for length in bytes.indices {
            #expect(throws: MalformedAttestation()) {
                try AttestationDocument(Array(bytes.prefix(length)))
            }
        }
        #expect(throws: MalformedAttestation()) { try AttestationDocument(bytes + [0]) }
    }

    @Test(arguments: [
        "9BFFFFFFFFFFFFFFFF", "BBFFFFFFFFFFFFFFFF", "5BFFFFFFFFFFFFFFFF", "9F00FF", "A2000000", "61FF",
        "1C",
        "8181818181818181818181818100", "C0" + "00", "F5",
    ])
    func whatIsNoPlainItemIsMalformed(hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(throws: MalformedAttestation()) { try CBORReader.item(in: bytes) }
    }

    @Test func randomBytesAreMalformed() {
        for length in 0..<500 {
            let bytes = [0x84] + SystemRandom().bytes(length)
            #expect(throws: MalformedAttestation()) { try AttestationDocument(bytes) }
        }
    }
}

/// A document of the right form, with a signature that is none.
struct AttestationSample {
    let measurement = [UInt8](repeating: 7, count: 48)
    var fields: [(name: String, value: [UInt8])]

    init() {
        let measured = [0x58, 48] + measurement
        fields = [
            ("module_id", Self.text("i-0-enc0")), ("digest", Self.text("SHA384")),
            (
                "timestamp",
                [0x1B] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: 1_700_000_000_000 >> ($0 * 8)) }
            ),
            ("pcrs", [0xA2, 0] + measured + [4] + measured), ("certificate", [0x42, 0x30, 1]),
            ("cabundle", [0x82, 0x42, 0x30, 2, 0x42, 0x30, 3]), ("public_key", [0x42, 0x30, 4]),
            ("user_data", [0xF6]), ("nonce", [0xF6]),
        ]
    }

    var bytes: [UInt8] {
        let payload = [0xA0 | UInt8(fields.count)] + fields.flatMap { Self.text($0.name) + $0.value }
        let signed: [UInt8] = [0x84, 0x44, 0xA1, 0x01, 0x38, 0x22, 0xA0, 0x59]
        return signed + [UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)] + payload + [0x58, 96]
            + [UInt8](repeating: 1, count: 96)
    }

    /// Of fewer than 24 bytes.
    private static func text(_ text: String) -> [UInt8] {
        [0x60 | UInt8(text.utf8.count)] + text.utf8
    }
}
