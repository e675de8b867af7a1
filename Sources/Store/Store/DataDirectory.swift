#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Synchronization

/// The directory that holds everything a server keeps: open to its owner alone, and to one server at a time.
public final class DataDirectory: Sendable {
    public let path: String
    private let lock: Mutex<Int32?>

    /// Makes the directory if there is none, with mode 0700, and locks it.
    ///
    /// Errors: `inUse` when another server has it, `notWritable`, `diskFull`, `failed`.
    public init(_ path: String) throws {
        self.path = path
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileFailure.current(path) }
        guard chmod(path, 0o700) == 0 else { throw FileFailure.current(path) }
        lock = Mutex(try Self.lock(path))
    }

    deinit { unlock() }

    public func path(of name: String) -> String { "\(path)/\(name)" }

    /// Lets another server have the directory. Done by itself when the value is released.
    public func unlock() {
        lock.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    /// Runs `body` where no server has the directory; one that starts at this very moment is refused.
    public static func whileUnused(_ path: String, _ body: () throws -> Void) throws {
        let descriptor = open("\(path)/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return try body() }
            throw FileFailure.current(path)
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return }
            throw FileFailure.current(path)
        }
        try body()
    }

    /// Makes an empty file with mode 0600 if there is none.
    public func createPrivateFile(_ name: String) throws {
        let file = path(of: name)
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure.current(file) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw FileFailure.current(file) }
    }

    /// The kernel drops the lock with the process, however that ends, so none is ever left behind.
    private static func lock(_ path: String) throws -> Int32 {
        let descriptor = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure.current(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = errno == EWOULDBLOCK ? StoreError.inUse(path: path) : FileFailure.current(path)
            close(descriptor)
            throw failure
        }
        return descriptor
    }
}
