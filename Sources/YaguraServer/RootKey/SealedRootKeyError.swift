import KeyEngine

/// Why a sealed root key cannot be had. Each text says what to do.
enum SealedRootKeyError: Error, Sendable, Hashable, CustomStringConvertible {
    case malformed(String)
    case wrongPassphrase(String, String)
    case otherKind(String, needed: String)
    case keptAsFile(String)
    case noKeyInToken(String, label: String)
    case token(String, TokenError, String)

    var description: String {
        switch self {
        case .malformed(let path):
            "\(path) is damaged, or not a sealed root key; put the file back from your backup. Nothing has been changed"
        case .wrongPassphrase(let path, let origin):
            "the root passphrase from \(origin) does not open \(path): give the right one, or put the file back from "
                + "your backup. Nothing has been changed"
        case .otherKind(let path, let needed):
            "the root key in \(path) is kept another way: start with --root-key \(needed). Nothing has been changed"
        case .keptAsFile(let path):
            "the root key of this data is the file \(path): start with --root-key file. Nothing has been changed"
        case .noKeyInToken(let path, let label):
            "the token has no key '\(label)', which \(path) is sealed under: present the token that it was made with. "
                + "Nothing has been changed"
        case .token(let label, let error, let origin): Self.describe(label, error, origin)
        }
    }

    private static func describe(_ label: String, _ error: TokenError, _ origin: String) -> String {
        switch error {
        case .incorrectPIN:
            "token '\(label)' refused the PIN from \(origin): give the right one. Nothing has been changed"
        case .lockedPIN:
            "token '\(label)' has locked its PIN: unlock it with the maker's tool. Nothing has been changed"
        case .unreachable(let reason):
            "token '\(label)' cannot be reached (\(reason)): check --root-key-module and --root-key-token. "
                + "Nothing has been changed"
        case .failed(let reason): "token '\(label)' failed: \(reason)"
        case .noSuchKey, .invalidCiphertext: "token '\(label)' failed"
        }
    }
}
