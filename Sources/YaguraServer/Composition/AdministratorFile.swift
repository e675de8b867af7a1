import Essentials
import Identity
import KeyEngine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `DATA/administrator.sealed`: the first access key under the root key, so that `yagura env` can tell it to whoever
/// may read the root key, and nobody else.
public struct AdministratorFile: Sendable {
    public let path: String

    private static let purpose = Array("yagura.administrator".utf8)

    public init(dataDirectory: String) { path = dataDirectory + "/administrator.sealed" }

    /// Its content under the root key that `yagura rekey` has drawn.
    init(nextIn dataDirectory: String) { path = dataDirectory + "/administrator.sealed.next" }

    func write(_ key: Administrator.AccessKey, sealedBy rootKey: RootKey) throws {
        try write(AdministratorCredentials(accessKeyID: key.id, secretAccessKey: key.secret), sealedBy: rootKey)
    }

    func write(_ credentials: AdministratorCredentials, sealedBy rootKey: RootKey) throws {
        let content = SecretBytes(Array("\(credentials.accessKeyID)\n\(credentials.secretAccessKey)".utf8))
        let text = Array(Base64.encode(try rootKey.seal(content, purpose: Self.purpose, random: SystemRandom())).utf8)
        do { try PrivateFile.write(text, to: path) } catch { throw AdministratorFileError.cannotWrite(path) }
    }

    public func read(openedBy rootKey: RootKey) throws -> AdministratorCredentials {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw AdministratorFileError.missing(path) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
        guard count > 0, let sealed = Base64.decode(String(decoding: bytes[..<count], as: UTF8.self)),
            let content = try? rootKey.open(sealed, purpose: Self.purpose).copyBytes()
        else { throw AdministratorFileError.malformed(path) }
        let lines = content.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        guard lines.count == 2 else { throw AdministratorFileError.malformed(path) }
        return AdministratorCredentials(accessKeyID: lines[0], secretAccessKey: lines[1])
    }
}

public enum AdministratorFileError: Error, Sendable, Hashable, CustomStringConvertible {
    case missing(String)
    case malformed(String)
    case cannotWrite(String)

    public var description: String {
        switch self {
        case .missing(let path): "there is no \(path): start the server once with this --data directory"
        case .malformed(let path): "\(path) cannot be opened with the root key beside it"
        case .cannotWrite(let path): "\(path) cannot be written"
        }
    }
}
