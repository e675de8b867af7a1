#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Core files would hold the root key and every key in use.
enum CoreFiles {
    /// From here on a crash leaves no core file, whatever the shell or the service manager allows.
    static func forbid() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #else
            setrlimit(RLIMIT_CORE, &none)
        #endif
    }
}
