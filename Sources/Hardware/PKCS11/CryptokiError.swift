import CPKCS11
import KeyEngine

/// A function of a module returned something else than `CKR_OK`.
struct CryptokiError: Error, Hashable {
    let code: ck_rv_t

    /// The session is gone, and its token perhaps: what a new session may mend.
    var isLostSession: Bool {
        switch code {
        case CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED, CKR_USER_NOT_LOGGED_IN, CKR_DEVICE_REMOVED,
            CKR_DEVICE_ERROR, CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_NOT_RECOGNIZED, CKR_SLOT_ID_INVALID:
            true
        default: false
        }
    }

    /// The token no longer knows an object by the handle that it once gave.
    var isStaleKey: Bool { code == CKR_KEY_HANDLE_INVALID || code == CKR_OBJECT_HANDLE_INVALID }

    var meaning: TokenError {
        switch code {
        case CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE: .incorrectPIN
        case CKR_PIN_LOCKED: .lockedPIN
        case CKR_KEY_HANDLE_INVALID, CKR_OBJECT_HANDLE_INVALID: .noSuchKey
        case CKR_ENCRYPTED_DATA_INVALID, CKR_ENCRYPTED_DATA_LEN_RANGE: .invalidCiphertext
        default: isLostSession ? .unreachable(reason: name) : .failed(reason: name)
        }
    }

    private var name: String { Self.names[code] ?? "CKR 0x" + String(code, radix: 16) }

    /// The names of those that an operator is likely to meet.
    private static let names: [ck_rv_t: String] = [
        CKR_HOST_MEMORY: "CKR_HOST_MEMORY", CKR_GENERAL_ERROR: "CKR_GENERAL_ERROR",
        CKR_FUNCTION_FAILED: "CKR_FUNCTION_FAILED", CKR_ARGUMENTS_BAD: "CKR_ARGUMENTS_BAD",
        CKR_SLOT_ID_INVALID: "CKR_SLOT_ID_INVALID", CKR_DEVICE_ERROR: "CKR_DEVICE_ERROR",
        CKR_DEVICE_MEMORY: "CKR_DEVICE_MEMORY", CKR_DEVICE_REMOVED: "CKR_DEVICE_REMOVED",
        CKR_FUNCTION_NOT_SUPPORTED: "CKR_FUNCTION_NOT_SUPPORTED", CKR_MECHANISM_INVALID: "CKR_MECHANISM_INVALID",
        CKR_MECHANISM_PARAM_INVALID: "CKR_MECHANISM_PARAM_INVALID", CKR_OPERATION_ACTIVE: "CKR_OPERATION_ACTIVE",
        CKR_PIN_EXPIRED: "CKR_PIN_EXPIRED", CKR_SESSION_CLOSED: "CKR_SESSION_CLOSED",
        CKR_SESSION_COUNT: "CKR_SESSION_COUNT", CKR_SESSION_HANDLE_INVALID: "CKR_SESSION_HANDLE_INVALID",
        CKR_TEMPLATE_INCONSISTENT: "CKR_TEMPLATE_INCONSISTENT", CKR_TOKEN_NOT_PRESENT: "CKR_TOKEN_NOT_PRESENT",
        CKR_TOKEN_NOT_RECOGNIZED: "CKR_TOKEN_NOT_RECOGNIZED", CKR_TOKEN_WRITE_PROTECTED: "CKR_TOKEN_WRITE_PROTECTED",
        CKR_USER_NOT_LOGGED_IN: "CKR_USER_NOT_LOGGED_IN",
        CKR_USER_PIN_NOT_INITIALIZED: "CKR_USER_PIN_NOT_INITIALIZED",
        CKR_CRYPTOKI_NOT_INITIALIZED: "CKR_CRYPTOKI_NOT_INITIALIZED",
    ]
}
