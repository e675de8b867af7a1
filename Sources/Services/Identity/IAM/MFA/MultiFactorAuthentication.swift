import AWSProtocols
import Essentials
import ServiceKit
import Store
import Synchronization

/// Takes the codes that come with calls of STS. Each is accepted once, for the user whose device it is of.
final class MultiFactorAuthentication: Sendable {
    private let store: any Store
    private let vault: MultiFactorVault
    /// How often each device's code was wrong within a step.
    private let failures = Mutex<[RecordKey: (step: Int64, count: Int)]>([:])

    /// Wrong codes of a device within half a minute after which right ones are refused as well, so that codes cannot be
    /// tried out.
    private static let mostFailures = 5
    private static let mostDevices = 8192

    init(store: any Store, vault: MultiFactorVault) {
        self.store = store
        self.vault = vault
    }

    /// Whether a code was given and is right. Throws AccessDenied where it is wrong, or is of a device that is not the
    /// caller's.
    func authenticate(
        _ caller: Caller, serial: String?, code: String?, now: Timestamp
    ) async throws -> Bool {
        guard serial != nil || code != nil else { return false }
        guard let serial, let code, case .user = caller.kind,
            let key = MultiFactorDeviceRecord.key(ofARN: serial, in: caller.account)
        else { throw AWSError.unknownMultiFactorDevice }
        guard !isExhausted(key, at: now) else { throw AWSError.wrongMultiFactorCode }
        do {
            try await store.write { [vault] transaction in
                try transaction.accept(code, of: key, for: caller.principalID, by: vault, at: now)
            }
        } catch let error as AWSError where error == .wrongMultiFactorCode {
            noteFailure(key, at: now)
            throw error
        }
        return true
    }

    private func isExhausted(_ key: RecordKey, at now: Timestamp) -> Bool {
        failures.withLock { failures in
            guard let failure = failures[key], failure.step == now.seconds / 30 else { return false }
            return failure.count >= Self.mostFailures
        }
    }

    private func noteFailure(_ key: RecordKey, at now: Timestamp) {
        failures.withLock { failures in
            let step = now.seconds / 30
            if failures.count >= Self.mostDevices { failures = failures.filter { $0.value.step == step } }
            let count = failures[key].map { $0.step == step ? $0.count : 0 } ?? 0
            failures[key] = (step, count + 1)
        }
    }
}

extension WriteTransaction {
    fileprivate func accept(
        _ code: String, of key: RecordKey, for userID: String, by vault: MultiFactorVault, at now: Timestamp
    ) throws {
        guard let found = try get(MultiFactorDeviceRecord.self, key), let assignment = found.record.assignment,
            assignment.userID == userID
        else { throw AWSError.unknownMultiFactorDevice }
        var device = found.record
        let password = try vault.password(of: device)
        guard let step = password.step(of: code, at: now, drift: assignment.drift, after: device.lastStep) else {
            throw AWSError.wrongMultiFactorCode
        }
        device.lastStep = step
        try update(device, expecting: found.version)
    }
}

extension AWSError {
    static let wrongMultiFactorCode = accessDenied(
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ")

    static let unknownMultiFactorDevice = accessDenied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number "
            + "is valid and associated with this user.")
}
