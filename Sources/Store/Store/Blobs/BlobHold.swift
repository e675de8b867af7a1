#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Keeps every blob of a directory where it is, for a backup beside a running server. Ends when it is released.
public final class BlobHold: Sendable {
    private let descriptor: Int32

    /// Waits until deletions that are under way are done. Errors: `notWritable`, `failed`.
    public init(_ root: String) throws {
        descriptor = try Self.open(root)
        guard flock(descriptor, LOCK_SH) == 0 else {
            defer { close(descriptor) }
            throw FileFailure.current(root)
        }
    }

    deinit { close(descriptor) }

    /// Runs `body` where nobody holds the directory; nil where somebody does.
    static func unlessHeld<Result>(_ root: String, _ body: () throws -> Result) throws -> Result? {
        let descriptor = try open(root)
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw FileFailure.current(root)
        }
        return try body()
    }

    private static func open(_ root: String) throws -> Int32 {
        let path = "\(root)/hold"
        #if canImport(Glibc)
            let descriptor = Glibc.open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o600)
        #else
            let descriptor = Darwin.open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o600)
        #endif
        guard descriptor >= 0 else { throw FileFailure.current(path) }
        return descriptor
    }
}
