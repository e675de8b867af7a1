import Essentials
import KeyEngine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `DATA/root.key`: 32 bytes in hexadecimal, readable by its owner alone. Whoever has this file and the database has
/// every key, so a backup keeps the two apart.
public struct RootKeyFile: Sendable {
    public let path: String

    public init(dataDirectory: String) { path = dataDirectory + "/root.key" }

    init(path: String) { self.path = path }

    /// Where `yagura rekey` keeps the new root key until everything is sealed under it.
    init(nextIn dataDirectory: String) { path = dataDirectory + "/root.key.next" }

    /// The root key in the file; nil where there is no file.
    public func read() throws(RootKeyFileError) -> RootKey? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT {
                // While the next key waits, a change from one way of keeping it to the other was cut short.
                guard access(sealedPath, F_OK) != 0 || access(path + ".next", F_OK) == 0 else {
                    throw .sealed(sealedPath)
                }
                return nil
            }
            throw .unreadable(path, reason: String(cString: strerror(errno)))
        }
        defer { close(file) }
        try requirePrivate(file)
        // One byte more than the digits and a line feed, so that a longer file is noticed.
        var bytes = [UInt8](repeating: 0, count: RootKey.length * 2 + 2)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
        defer { _ = bytes.withUnsafeMutableBytes { $0.initializeMemory(as: UInt8.self, repeating: 0) } }
        let digits = bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }
        guard var secret = Hex.decode(String(decoding: digits, as: UTF8.self)), secret.count == RootKey.length,
            let key = try? RootKey(SecretBytes(taking: &secret))
        else { throw .malformed(path) }
        return key
    }

    /// Draws a root key and writes it. Fails where there is a file already.
    public func create(random: some RandomSource) throws(RootKeyFileError) -> RootKey {
        let secret = RootKey.generateSecret(random: random)
        var text = Hex.encodedBytes(secret.copyBytes()) + [UInt8(ascii: "\n")]
        defer { _ = text.withUnsafeMutableBytes { $0.initializeMemory(as: UInt8.self, repeating: 0) } }
        guard access(path, F_OK) != 0 else { throw .cannotWrite(path, reason: String(cString: strerror(EEXIST))) }
        guard let key = try? RootKey(secret) else { throw .malformed(path) }
        do throws(PrivateFile.Failure) {
            try PrivateFile.write(text, to: path)
        } catch { throw .cannotWrite(path, reason: String(cString: strerror(error.code))) }
        return key
    }

    /// Where the key would be under a passphrase or a token.
    private var sealedPath: String { path.replacing("/root.key", with: "/root.sealed") }

    private func requirePrivate(_ file: Int32) throws(RootKeyFileError) {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & 0o077 == 0 else { throw .tooOpen(path) }
    }
}

/// Why the root key cannot be had. Each text says what to do.
public enum RootKeyFileError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(String, reason: String)
    case malformed(String)
    case tooOpen(String)
    case cannotWrite(String, reason: String)
    case missing(String)
    case sealed(String)
    case wrong(String, found: String, needed: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "the root key \(path) cannot be read: \(reason)"
        case .malformed(let path): "\(path) is not a root key: it must hold 64 hexadecimal digits"
        case .tooOpen(let path): "the root key \(path) can be read by others; run `chmod 600 \(path)`"
        case .cannotWrite(let path, let reason): "the root key \(path) cannot be written: \(reason)"
        case .missing(let path):
            "the root key \(path) is missing, and without it the data beside it cannot be opened; "
                + "put the file back from your backup"
        case .sealed(let path):
            "the root key of this data is sealed in \(path): start with the --root-key that it was made with "
                + "(passphrase or pkcs11). Nothing has been changed"
        case .wrong(let path, let found, let needed):
            "\(path) is another root key (\(found)) than the data was sealed under (\(needed)); "
                + "put the right file back from your backup. Nothing has been changed"
        }
    }
}
