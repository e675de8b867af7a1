#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The operating system's errors as store errors.
package enum FileFailure {
    package static func current(_ path: String) -> StoreError { error(errno, path) }

    package static func error(_ code: Int32, _ path: String) -> StoreError {
        switch code {
        case ENOSPC, EDQUOT: .diskFull(path: path)
        case EACCES, EPERM, EROFS: .notWritable(path: path)
        default: .failed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
