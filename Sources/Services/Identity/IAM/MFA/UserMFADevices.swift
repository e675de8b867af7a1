import AWSProtocols
import Essentials
import IAMModel
import KeyEngine
import ServiceKit
import Store

extension IAM {
    /// Makes a device the user's, who shows with two codes in a row that they have it.
    func enableMFADevice(
        _ input: EnableMFADeviceRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        Change { [vault = directory.multiFactorVault] transaction in
            let user = try transaction.current(user.value).record
            let key = MultiFactorDeviceRecord.key(ofARN: input.serialNumber, in: user.account)
            guard let key, let found = try transaction.get(MultiFactorDeviceRecord.self, key) else {
                throw MultiFactorDeviceRecord.notFound(input.serialNumber)
            }
            guard found.record.assignment == nil else {
                throw AWSError(
                    .entityAlreadyExistsException,
                    "MFADevice with serial number \(input.serialNumber) is already in use.")
            }
            guard try transaction.devices(of: user).count < IAMQuotas.multiFactorDevicesPerUser else {
                throw AWSError.quotaExceeded("MFADevicesPerUser", IAMQuotas.multiFactorDevicesPerUser)
            }
            var device = found.record
            device.assignment = .init(userID: user.id, enabledAt: scope.now, drift: 0)
            try device.synchronize(
                input.authenticationCode1, input.authenticationCode2, vault, window: Self.enablingWindow, at: scope.now)
            try transaction.update(device, expecting: found.version)
            return EmptyStructure()
        }
    }

    /// Finds out anew how far the device's clock is off.
    func resyncMFADevice(
        _ input: ResyncMFADeviceRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        Change { [vault = directory.multiFactorVault] transaction in
            let found = try transaction.device(input.serialNumber, of: user.value)
            var device = found.record
            try device.synchronize(
                input.authenticationCode1, input.authenticationCode2, vault, window: Self.resyncWindow, at: scope.now)
            try transaction.update(device, expecting: found.version)
            return EmptyStructure()
        }
    }

    /// In steps of half a minute: five minutes, and three hours.
    private static let enablingWindow: Int64 = 10
    private static let resyncWindow: Int64 = 360

    /// The device stays, and can be enabled again.
    func deactivateMFADevice(
        _ input: DeactivateMFADeviceRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        Change { transaction in
            let found = try transaction.device(input.serialNumber, of: user.value)
            var device = found.record
            device.assignment = nil
            try transaction.update(device, expecting: found.version)
            return EmptyStructure()
        }
    }

    func getMFADevice(
        _ input: GetMFADeviceRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> GetMFADeviceResponse {
        let device = try store.readNow { try $0.device(input.serialNumber, of: user.value).record }
        return GetMFADeviceResponse(
            serialNumber: device.arn, userName: user.value.name, enableDate: device.assignment?.enabledAt)
    }

    func listMFADevices(
        _ input: ListMFADevicesRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) async throws -> ListMFADevicesResponse {
        let page = try await page(
            MultiFactorDeviceRecord.self, in: .account(user.value.account),
            where: .equals(.userID, .string(user.value.id)), input, for: scope)
        let devices = page.elements.compactMap { device in
            device.assignment.map {
                MFADevice(userName: user.value.name, serialNumber: device.arn, enableDate: $0.enabledAt)
            }
        }
        return ListMFADevicesResponse(mfaDevices: devices, isTruncated: page.isTruncated, marker: page.marker)
    }
}

extension MultiFactorDeviceRecord {
    /// Sets the drift by two codes in a row, which are later than any that was accepted.
    fileprivate mutating func synchronize(
        _ first: String, _ second: String, _ vault: MultiFactorVault, window: Int64, at now: Timestamp
    ) throws {
        let password = try vault.password(of: self)
        guard let step = password.step(ofConsecutive: first, second, around: now, window: window),
            step > lastStep ?? .min
        else {
            throw AWSError(.invalidAuthenticationCodeException, "Authentication code for device is not valid.")
        }
        assignment?.drift = step - OneTimePassword.step(at: now)
        lastStep = step
    }
}

extension ReadTransaction {
    /// Eight at most.
    func devices(of user: UserRecord) throws -> [MultiFactorDeviceRecord] {
        try all(
            MultiFactorDeviceRecord.self, in: .account(user.account), where: .equals(.userID, .string(user.id)))
    }

    /// A device of this user. Throws NoSuchEntity for another's.
    func device(_ serial: String, of user: UserRecord) throws -> Versioned<MultiFactorDeviceRecord> {
        guard let key = MultiFactorDeviceRecord.key(ofARN: serial, in: user.account),
            let device = try get(MultiFactorDeviceRecord.self, key), device.record.assignment?.userID == user.id
        else { throw AWSError(.noSuchEntityException, "MFA Device invalid for user.") }
        return device
    }
}

extension ListMFADevicesRequest: PagedInput {}
