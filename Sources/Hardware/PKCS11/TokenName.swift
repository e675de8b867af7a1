import CPKCS11

/// What sets a token apart from the others of its module.
struct TokenName: Sendable, Hashable {
    var label: String
    /// Where several tokens have the label.
    var serialNumber: String?

    func names(_ info: ck_token_info) -> Bool {
        Self.text(info.label) == label && (serialNumber.map { $0 == Self.text(info.serial_number) } ?? true)
    }

    /// The texts of PKCS#11 have a fixed length and are padded with spaces.
    private static func text(_ field: some BitwiseCopyable) -> String {
        withUnsafeBytes(of: field) { bytes in
            let padding = bytes.reversed().prefix { $0 == UInt8(ascii: " ") || $0 == 0 }.count
            return String(decoding: bytes.dropLast(padding), as: UTF8.self)
        }
    }
}
