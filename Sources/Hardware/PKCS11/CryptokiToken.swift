import CPKCS11
import KeyEngine
import Synchronization

/// A token, and whether this program is logged in to it.
///
/// PKCS#11 logs a whole program in and out, not one session of it, and does not look at the PIN of who is logged in
/// already. So all who use a token share this object, which compares the PIN itself and logs out after the last.
/// Everything here blocks.
final class CryptokiToken: Sendable {
    let module: CryptokiModule
    let name: TokenName

    private struct Login {
        var pin: SecretBytes?
        var users = 0
        /// Counts the times that all sessions were given up. Handles of another epoch mean nothing.
        var epoch: UInt64 = 0
        var keys: [String: ck_object_handle_t] = [:]
    }

    private let login = Mutex(Login())
    private static let maximumKeys = 1 << 16

    init(module: CryptokiModule, name: TokenName) {
        self.module = module
        self.name = name
    }

    func enter(pin: SecretBytes) throws(TokenError) {
        try login.withLock { login throws(TokenError) in
            if let known = login.pin {
                guard known == pin else { throw .incorrectPIN }
                _ = try findSlot()
            } else {
                try open(pin, &login, isFirst: true).close()
                login.pin = pin
            }
            login.users += 1
        }
    }

    func leave() {
        login.withLock { login in
            login.users -= 1
            guard login.users == 0 else { return }
            giveUpSessions(&login)
            login.pin = nil
        }
    }

    func openSession() throws(TokenError) -> CryptokiSession {
        try login.withLock { login throws(TokenError) in
            guard let pin = login.pin else { throw .unreachable(reason: "logged out") }
            do throws(TokenError) {
                return try open(pin, &login, isFirst: false)
            } catch {
                // Another try with the same PIN would help nobody but bring the token closer to locking it.
                if error == .incorrectPIN || error == .lockedPIN { login.pin = nil }
                throw error
            }
        }
    }

    /// Gives up all sessions of `epoch`, since one of them was lost.
    func abandon(epoch: UInt64) {
        login.withLock { login in
            if login.epoch == epoch { giveUpSessions(&login) }
        }
    }

    func isCurrent(_ session: CryptokiSession) -> Bool { login.withLock { $0.epoch == session.epoch } }

    /// The handle of a key, looked up in the token once.
    func key(_ label: String, _ session: CryptokiSession) throws(CryptokiError) -> ck_object_handle_t {
        if let key = login.withLock({ $0.epoch == session.epoch ? $0.keys[label] : nil }) { return key }
        guard let key = try session.findKey(label) else { throw CryptokiError(code: CKR_KEY_HANDLE_INVALID) }
        login.withLock { login in
            guard login.epoch == session.epoch else { return }
            if login.keys.count >= Self.maximumKeys { login.keys.removeAll() }
            login.keys[label] = key
        }
        return key
    }

    func forgetKey(_ label: String) { login.withLock { _ = $0.keys.removeValue(forKey: label) } }

    private func giveUpSessions(_ login: inout Login) {
        login.epoch += 1
        login.keys.removeAll()
        // Closing the last session logs out. Of a token that is away, none are left to close.
        if let slot = try? findSlot() { _ = module.functions.pointee.C_CloseAllSessions?(slot) }
    }

    private func open(_ pin: SecretBytes, _ login: inout Login, isFirst: Bool) throws(TokenError) -> CryptokiSession {
        let slot = try findSlot()
        do throws(CryptokiError) {
            var handle: ck_session_handle_t = 0
            try module.check(
                module.functions.pointee.C_OpenSession?(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nil, nil, &handle))
            do throws(CryptokiError) {
                let session = CryptokiSession(module: module, handle: handle, epoch: login.epoch)
                guard try session.logIn(pin, isFirst: isFirst) else { return session }
            } catch {
                _ = module.functions.pointee.C_CloseSession?(handle)
                throw error
            }
            // Key handles do not outlive the login under which they were found.
            login.epoch += 1
            login.keys.removeAll()
            return CryptokiSession(module: module, handle: handle, epoch: login.epoch)
        } catch { throw error.meaning }
    }

    private func findSlot() throws(TokenError) -> ck_slot_id_t {
        let found: [ck_slot_id_t]
        do throws(CryptokiError) {
            found = try module.slots(of: name)
        } catch { throw .unreachable(reason: "\(error.meaning)") }
        guard let slot = found.first else { throw .unreachable(reason: "no token is labelled '\(name.label)'") }
        guard found.count == 1 else {
            throw .unreachable(reason: "\(found.count) tokens are labelled '\(name.label)'; name the serial number")
        }
        return slot
    }
}
