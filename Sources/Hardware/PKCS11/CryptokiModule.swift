import CPKCS11
import KeyEngine
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A PKCS#11 module: the shared library that a token's maker provides. It is loaded once and stays until the program
/// ends.
final class CryptokiModule: Sendable {
    /// The module's table of functions, which it neither moves nor changes.
    nonisolated(unsafe) let functions: UnsafePointer<ck_function_list>
    private let pools = Mutex<[TokenName: SessionPool]>([:])

    private static let loaded = Mutex<[String: CryptokiModule]>([:])

    private init(functions: UnsafePointer<ck_function_list>) { self.functions = functions }

    /// The module at `path`. What is already loaded is not loaded again, whatever path leads to it.
    static func load(_ path: String) throws(TokenError) -> CryptokiModule {
        let file = resolved(path)
        return try loaded.withLock { modules throws(TokenError) in
            if let module = modules[file] { return module }
            let module = CryptokiModule(functions: try functionList(of: file))
            try module.initialize()
            modules[file] = module
            return module
        }
    }

    /// The sessions with the token of this name, which need not be there at the moment.
    func pool(_ name: TokenName) -> SessionPool {
        pools.withLock { pools in
            if let pool = pools[name] { return pool }
            let pool = SessionPool(token: CryptokiToken(module: self, name: name))
            pools[name] = pool
            return pool
        }
    }

    /// Throws unless the function, which a module may lack, returned `CKR_OK`.
    func check(_ returned: ck_rv_t?) throws(CryptokiError) {
        let code = returned ?? CKR_FUNCTION_NOT_SUPPORTED
        guard code == CKR_OK else { throw CryptokiError(code: code) }
    }

    private func initialize() throws(TokenError) {
        var arguments = ck_c_initialize_args()
        arguments.flags = CKF_OS_LOCKING_OK
        do throws(CryptokiError) {
            try check(functions.pointee.C_Initialize?(&arguments))
        } catch {
            // Something else in this process came first, and has promised it the same.
            guard error.code == CKR_CRYPTOKI_ALREADY_INITIALIZED else { throw error.meaning }
        }
    }

    private static func functionList(of file: String) throws(TokenError) -> UnsafePointer<ck_function_list> {
        guard let library = dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
            throw .unreachable(reason: dlerror().map { String(cString: $0) } ?? "\(file) cannot be loaded")
        }
        typealias GetFunctionList =
            @convention(c) (
                UnsafeMutablePointer<UnsafeMutablePointer<ck_function_list>?>
            ) -> ck_rv_t
        var list: UnsafeMutablePointer<ck_function_list>?
        guard let symbol = dlsym(library, "C_GetFunctionList"),
            unsafeBitCast(symbol, to: GetFunctionList.self)(&list) == CKR_OK, let list
        else {
            dlclose(library)
            throw .unreachable(reason: "\(file) is not a PKCS#11 module")
        }
        return UnsafePointer(list)
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
