import CPKCS11
import KeyEngine

/// A session with a token. One thread at a time uses it.
struct CryptokiSession: Sendable {
    let module: CryptokiModule
    let handle: ck_session_handle_t
    /// The login under which it was opened; see `CryptokiToken`.
    let epoch: UInt64

    private var functions: ck_function_list { module.functions.pointee }

    /// The handle of the AES key with that label; nil where there is none.
    func findKey(_ label: String) throws(CryptokiError) -> ck_object_handle_t? {
        try KeyAttributes.labelled(label).withUnsafeAttributes { list, count throws(CryptokiError) in
            try module.check(functions.C_FindObjectsInit?(handle, list, count))
        }
        var key: ck_object_handle_t = 0
        var found: UInt = 0
        let search = Result { () throws(CryptokiError) in
            try module.check(functions.C_FindObjects?(handle, &key, 1, &found))
        }
        try module.check(functions.C_FindObjectsFinal?(handle))
        try search.get()
        return found == 0 ? nil : key
    }

    func generateKey(_ label: String) throws(CryptokiError) -> ck_object_handle_t {
        var mechanism = ck_mechanism(mechanism: CKM_AES_KEY_GEN, parameter: nil, parameter_len: 0)
        var key: ck_object_handle_t = 0
        try KeyAttributes.new(label: label).withUnsafeAttributes { list, count throws(CryptokiError) in
            try module.check(functions.C_GenerateKey?(handle, &mechanism, list, count, &key))
        }
        return key
    }

    func destroyKey(_ key: ck_object_handle_t) throws(CryptokiError) {
        try module.check(functions.C_DestroyObject?(handle, key))
    }

    func random(_ count: Int) throws(CryptokiError) -> SecretBytes {
        try SecretBytes(count: count) { output throws(CryptokiError) in
            try module.check(functions.C_GenerateRandom?(handle, output.bytes, UInt(count)))
        }
    }

    func close() {
        // A session that cannot be closed is gone with its token.
        _ = functions.C_CloseSession?(handle)
    }
}

extension UnsafeMutableRawBufferPointer {
    var bytes: UnsafeMutablePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeRawBufferPointer {
    /// PKCS#11 does not say `const` of what it only reads.
    var input: UnsafeMutablePointer<UInt8>? { UnsafeMutableRawBufferPointer(mutating: self).bytes }
}
