import CProcess

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Core files would hold the root key and every key in use, and so would a debugger's view of the process.
enum CoreFiles {
    /// `1` lets developers have core files, debuggers and profilers.
    static let permission = "YAGURA_ALLOW_DUMPS"

    /// From here on a crash leaves no core file, whatever the shell or the service manager allows, and no other process
    /// of the same user can read this one's memory.
    static func forbid() {
        if let allowed = getenv(permission), String(cString: allowed) == "1" { return }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #else
            setrlimit(RLIMIT_CORE, &none)
        #endif
        // A core file that goes to a program through a pipe is not bound by the limit.
        _ = yagura_forbid_dumps()
    }

    /// From here on no key is written to swap space. Returns whether the system allows that.
    static func forbidSwapping() -> Bool { yagura_forbid_swapping() == 0 }
}
