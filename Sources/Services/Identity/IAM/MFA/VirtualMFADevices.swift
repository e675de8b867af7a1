import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Store

extension IAM {
    /// A longer one could be made, and then no operation would take it. Source: `serialNumberType` of the model.
    private static let longestSerialNumber = 256

    func newDevice(
        _ input: CreateVirtualMFADeviceRequest, in scope: RequestScope
    ) throws -> Target<MultiFactorDeviceRecord> {
        let record = MultiFactorDeviceRecord(
            account: scope.account, path: input.path ?? "/", name: input.virtualMFADeviceName, createdAt: scope.now,
            sealedSeed: "", tags: try TagList(input.tags).tags)
        guard record.arn.utf8.count <= Self.longestSerialNumber else {
            throw AWSError.invalidInput("The path and name are too long for a serial number.")
        }
        let request = RequestConditions(tags: input.tags ?? [])
        return Target(
            record,
            checks: checks(
                "iam:CreateVirtualMFADevice", tagging: "iam:TagMFADevice", record.arn,
                MultiFactorDeviceRecord.auditType, request, in: scope))
    }

    /// The one answer that ever holds the seed.
    func createVirtualMFADevice(
        _ input: CreateVirtualMFADeviceRequest, on device: Authorized<MultiFactorDeviceRecord>, in scope: RequestScope
    ) throws -> Change<CreateVirtualMFADeviceResponse> {
        let seed = directory.multiFactorVault.drawSeed()
        var device = device.value
        device.sealedSeed = try directory.multiFactorVault.seal(seed, of: device.key)
        let text = seed.withUnsafeBytes { Base32.encode(Array($0)) }
        let answer = VirtualMFADevice(
            serialNumber: device.arn, base32StringSeed: Array(text.utf8), tags: device.tags.shown)
        return Change { [device] transaction in
            guard try transaction.get(MultiFactorDeviceRecord.self, device.key) == nil else {
                throw AWSError(
                    .entityAlreadyExistsException, "MFADevice entity at the same path and name already exists.")
            }
            let place = RecordScope.account(device.account)
            guard try transaction.count(MultiFactorDeviceRecord.self, in: place) < IAMEntityType.user.perAccount else {
                throw AWSError.quotaExceeded("VirtualMFADevicesPerAccount", IAMEntityType.user.perAccount)
            }
            try transaction.insert(device)
            return CreateVirtualMFADeviceResponse(virtualMFADevice: answer)
        }
    }

    func deleteVirtualMFADevice(
        _ input: DeleteVirtualMFADeviceRequest, on device: Authorized<MultiFactorDeviceRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(device.value)
            guard current.record.assignment == nil else {
                throw AWSError(
                    .deleteConflictException, "MFA VirtualDevice in use. Must deactivate first.")
            }
            try transaction.delete(MultiFactorDeviceRecord.self, current.record.key, expecting: current.version)
            return EmptyStructure()
        }
    }

    func listVirtualMFADevices(
        _ input: ListVirtualMFADevicesRequest, on nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListVirtualMFADevicesResponse {
        let status = input.assignmentStatus.flatMap { $0 == .any ? nil : IndexValue.string($0.rawValue) }
        let page = try await page(
            MultiFactorDeviceRecord.self, in: .account(scope.account),
            where: status.map { .equals(.assignment, $0) }, input, for: scope)
        let devices = try store.readNow { transaction in
            try page.elements.map { device in
                VirtualMFADevice(
                    serialNumber: device.arn,
                    user: try device.assignment.flatMap { try transaction.user(id: $0.userID, in: device.account) }
                        .map(User.init(of:)),
                    enableDate: device.assignment?.enabledAt, tags: device.tags.shown)
            }
        }
        return ListVirtualMFADevicesResponse(
            virtualMFADevices: devices, isTruncated: page.isTruncated, marker: page.marker)
    }

    func listMFADeviceTags(
        _ input: ListMFADeviceTagsRequest, on device: Authorized<MultiFactorDeviceRecord>, in scope: RequestScope
    ) throws -> ListMFADeviceTagsResponse {
        let page = try page(ofTags: device.value.tags, of: device.value.arn, input, for: scope)
        return ListMFADeviceTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }
}

extension ReadTransaction {
    fileprivate func user(id: String, in account: AccountID) throws -> UserRecord? {
        try first(UserRecord.self, in: .account(account), where: .equals(.uniqueID, .string(id)))?.record
    }
}

extension TagMFADeviceRequest: TaggingInput {}
extension UntagMFADeviceRequest: UntaggingInput {}
extension ListMFADeviceTagsRequest: PagedInput {}
extension ListVirtualMFADevicesRequest: PagedInput {}
