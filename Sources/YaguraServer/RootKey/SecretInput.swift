import KeyEngine
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A passphrase or PIN, from where the operator keeps it: a file, else the environment, else the terminal. Read once.
final class SecretInput: Sendable {
    private let name: String
    private let file: String?
    private let fileFlag: String
    private let variable: String
    private let known = Mutex<SecretBytes?>(nil)

    static let maximumBytes = 1024
    static let minimumPassphrase = 8

    init(_ setting: RootKeySetting) {
        switch setting {
        case .token(_, let label, let pinFile):
            (name, file) = ("PIN of token '\(label)'", pinFile)
            (fileFlag, variable) = ("--root-key-pin-file", "YAGURA_ROOT_KEY_PIN")
        case .passphrase(let passphraseFile):
            (name, file) = ("root passphrase", passphraseFile)
            (fileFlag, variable) = ("--root-passphrase-file", "YAGURA_ROOT_PASSPHRASE")
        case .file:
            (name, file, fileFlag, variable) = ("", nil, "", "")
        }
    }

    /// Where the secret comes from, for errors.
    var origin: String { file ?? (getenv(variable) == nil ? "the terminal" : variable) }

    func read() throws(SecretInputError) -> SecretBytes {
        if let secret = known.withLock({ $0 }) { return secret }
        let secret = try obtain()
        guard secret.count > 0 else { throw .empty(name, origin) }
        known.withLock { $0 = secret }
        return secret
    }

    /// For a new seal: refuses what is too short, and asks a person twice.
    func readNew() throws(SecretInputError) -> SecretBytes {
        let secret = try read()
        guard secret.count >= Self.minimumPassphrase else { throw .tooShort(name, origin) }
        if file == nil, getenv(variable) == nil {
            guard try prompt("The \(name) again: ") == secret else { throw .mistyped(name) }
        }
        return secret
    }

    private func obtain() throws(SecretInputError) -> SecretBytes {
        if let file {
            guard var bytes = BoundedFile.bytes(file, maximumBytes: Self.maximumBytes) else {
                throw .unreadable(name, file: file, reason: String(cString: strerror(errno)))
            }
            return Self.firstLine(&bytes)
        }
        if let value = getenv(variable) {
            var bytes = Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
            return SecretBytes(taking: &bytes)
        }
        return try prompt("The \(name): ")
    }

    private func prompt(_ question: String) throws(SecretInputError) -> SecretBytes {
        guard isatty(STDIN_FILENO) == 1, let secret = Terminal.ask(question) else {
            throw .missing(name, flag: fileFlag, variable: variable)
        }
        return secret
    }

    /// Without the line's end, which editors add.
    static func firstLine(_ bytes: inout [UInt8]) -> SecretBytes {
        for end in [UInt8(ascii: "\n"), UInt8(ascii: "\r")] where bytes.last == end { bytes.removeLast() }
        return SecretBytes(taking: &bytes)
    }
}

/// Why there is no passphrase or PIN. Each text says what to do.
enum SecretInputError: Error, Sendable, Hashable, CustomStringConvertible {
    case missing(String, flag: String, variable: String)
    case unreadable(String, file: String, reason: String)
    case empty(String, String)
    case tooShort(String, String)
    case mistyped(String)

    var description: String {
        switch self {
        case .missing(let name, let flag, let variable):
            "the \(name) is needed: name a file with \(flag), set \(variable), or start from a terminal"
        case .unreadable(let name, let file, let reason): "the \(name) cannot be read from \(file): \(reason)"
        case .empty(let name, let origin): "the \(name) from \(origin) is empty"
        case .tooShort(let name, let origin):
            "the \(name) from \(origin) is shorter than \(SecretInput.minimumPassphrase) bytes: choose a longer one"
        case .mistyped(let name): "the \(name) was typed in two ways: start again"
        }
    }
}
