import NIOSSL

/// The suites that the server speaks: authenticated encryption with forward secrecy, nothing else.
///
/// Names are OpenSSL's for TLS 1.2 and IANA's for TLS 1.3, as CloudTrail's `tlsDetails.cipherSuite` has them.
enum CipherSuite: UInt16, CaseIterable {
    case aes128SHA256 = 0x1301
    case aes256SHA384 = 0x1302
    case chacha20SHA256 = 0x1303
    case ecdsaAES128 = 0xC02B
    case ecdsaAES256 = 0xC02C
    case rsaAES128 = 0xC02F
    case rsaAES256 = 0xC030
    case rsaChacha20 = 0xCCA8
    case ecdsaChacha20 = 0xCCA9

    var name: String {
        switch self {
        case .aes128SHA256: "TLS_AES_128_GCM_SHA256"
        case .aes256SHA384: "TLS_AES_256_GCM_SHA384"
        case .chacha20SHA256: "TLS_CHACHA20_POLY1305_SHA256"
        case .ecdsaAES128: "ECDHE-ECDSA-AES128-GCM-SHA256"
        case .ecdsaAES256: "ECDHE-ECDSA-AES256-GCM-SHA384"
        case .rsaAES128: "ECDHE-RSA-AES128-GCM-SHA256"
        case .rsaAES256: "ECDHE-RSA-AES256-GCM-SHA384"
        case .rsaChacha20: "ECDHE-RSA-CHACHA20-POLY1305"
        case .ecdsaChacha20: "ECDHE-ECDSA-CHACHA20-POLY1305"
        }
    }

    /// What is offered; TLS 1.3's three are not a matter of choice.
    static var offered: [NIOTLSCipher] { allCases.filter { $0.rawValue >= 0xC000 }.map { NIOTLSCipher($0.rawValue) } }
}
