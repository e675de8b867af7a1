#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The process's standard error, unbuffered: one call of `write` a line keeps lines of several threads apart.
public enum StandardError {
    @Sendable public static func write(_ line: [UInt8]) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.writeOnce($0) }
            // A log that cannot be written must not stop the server.
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
        while true {
            #if canImport(Glibc)
                let count = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
            #else
                let count = Darwin.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
            #endif
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
