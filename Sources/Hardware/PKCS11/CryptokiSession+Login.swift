import CPKCS11
import KeyEngine

extension CryptokiSession {
    /// Logs in, and says whether nobody was logged in before.
    /// - Parameter isFirst: nobody is meant to be logged in yet, so that the token itself must judge the PIN
    func logIn(_ pin: SecretBytes, isFirst: Bool) throws(CryptokiError) -> Bool {
        do throws(CryptokiError) {
            try sendPIN(pin)
        } catch {
            guard error.code == CKR_USER_ALREADY_LOGGED_IN else { throw error }
            guard isFirst else { return false }
            try module.check(module.functions.pointee.C_Logout?(handle))
            try sendPIN(pin)
        }
        return true
    }

    private func sendPIN(_ pin: SecretBytes) throws(CryptokiError) {
        try pin.withUnsafeBytes { pin throws(CryptokiError) in
            try module.check(module.functions.pointee.C_Login?(handle, CKU_USER, pin.input, UInt(pin.count)))
        }
    }
}
