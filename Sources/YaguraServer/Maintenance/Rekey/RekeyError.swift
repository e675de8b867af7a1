#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why there is no new root key. Each text says what to do.
enum RekeyError: Error, Sendable, Hashable, CustomStringConvertible {
    case noData(String)
    case unsealable(String)
    case files(String, code: Int32)
    /// In bytes.
    case noSpace(String, needed: Int64, free: Int64)

    var description: String {
        switch self {
        case .noData(let path): "there is no data in \(path): name the --data directory of a server"
        case .unsealable(let place):
            "\(place) cannot be opened with the present root key, so nothing has been changed; "
                + "delete it, or restore a backup"
        case .files(let path, let code):
            "\(path) cannot be replaced: \(String(cString: strerror(code))). Run the command again, or start the server: "
                + "either goes on from here"
        case .noSpace(let path, let needed, let free):
            "the disk that holds \(path) has \(Self.megabytes(free)) MB free, and sealing everything anew takes "
                + "\(Self.megabytes(needed)) MB: free some space. Nothing has been changed"
        }
    }

    private static func megabytes(_ bytes: Int64) -> Int64 { (bytes + 999_999) / 1_000_000 }
}
