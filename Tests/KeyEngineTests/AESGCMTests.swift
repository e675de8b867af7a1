import Essentials
import Testing

@testable import KeyEngine

/// Vectors of "The Galois/Counter Mode of Operation" (McGrew and Viega), cases 13, 14 and 16, which NIST adopted.
struct AESGCMTests {
    struct Vector: Sendable {
        let key, nonce, plaintext, authenticated, sealed: String
    }

    static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), plaintext: "",
            authenticated: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16), authenticated: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            authenticated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: vectors)
    func sealingMatchesThePublishedVector(vector: Vector) throws {
        let (key, nonce) = try (bytes(vector.key), bytes(vector.nonce))
        let (plaintext, authenticated) = try (bytes(vector.plaintext), bytes(vector.authenticated))
        for split in 0...authenticated.count {
            let header = Array(authenticated.prefix(split))
            var sealed = [UInt8](repeating: 0, count: plaintext.count + AESGCM.tagLength)
            try plaintext.withUnsafeBytes { plaintext in
                try header.withUnsafeBytes { header in
                    try AESGCM.seal(
                        plaintext, key: key, nonce: nonce, header: header, context: Array(authenticated[split...]),
                        into: &sealed)
                }
            }
            #expect(try sealed == bytes(vector.sealed))
        }
    }

    @Test(arguments: vectors)
    func openingMatchesThePublishedVector(vector: Vector) throws {
        let authenticated = try bytes(vector.authenticated)
        let (key, nonce) = try (bytes(vector.key), bytes(vector.nonce))
        let opened = try bytes(vector.sealed).withUnsafeBytes { sealed in
            authenticated.withUnsafeBytes { header in
                AESGCM.open(sealed, key: key, nonce: nonce, header: header, context: [])
            }
        }
        #expect(try opened?.copyBytes() == bytes(vector.plaintext))
    }

    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }
}
