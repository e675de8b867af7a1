/// What a sealed root key is opened with.
public enum RootKeyProtection: Sendable, Hashable {
    case passphrase(Scrypt, salt: [UInt8])
    /// An AES-256 key of a hardware token, by its label.
    case token(keyLabel: String)

    static let saltLength = 32

    /// The kind as one byte, and what goes with it.
    var encoded: [UInt8] {
        switch self {
        case .passphrase(let scrypt, let salt):
            [1, scrypt.costExponent, scrypt.blockSize, scrypt.parallelization] + salt
        case .token(let label): [2, UInt8(truncatingIfNeeded: label.utf8.count)] + label.utf8
        }
    }

    /// Reads the protection at the beginning of `bytes`; nil where it is malformed or out of bounds.
    static func decode(_ bytes: ArraySlice<UInt8>) -> (protection: RootKeyProtection, length: Int)? {
        let content = bytes.dropFirst()
        switch bytes.first {
        case 1:
            let numbers = Array(content.prefix(3))
            let salt = Array(content.dropFirst(3).prefix(saltLength))
            guard numbers.count == 3, salt.count == saltLength else { return nil }
            let scrypt = Scrypt(costExponent: numbers[0], blockSize: numbers[1], parallelization: numbers[2])
            return scrypt.isBounded ? (.passphrase(scrypt, salt: salt), 4 + saltLength) : nil
        case 2:
            guard let length = content.first.map(Int.init), length > 0 else { return nil }
            let label = content.dropFirst().prefix(length)
            guard label.count == length, let text = String(validating: label, as: UTF8.self) else { return nil }
            return (.token(keyLabel: text), 2 + length)
        default: return nil
        }
    }
}
