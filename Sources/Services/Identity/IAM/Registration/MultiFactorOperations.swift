import IAMModel
import ServiceKit

extension IAM {
    /// Virtual multi-factor devices, and whose they are.
    var multiFactorOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.createVirtualMFADevice, on: newDevice, perform: createVirtualMFADevice),
            Operation(
                change: IAMOperations.deleteVirtualMFADevice,
                on: resource(\.serialNumber, "iam:DeleteVirtualMFADevice"), perform: deleteVirtualMFADevice),
            Operation(
                reply: IAMOperations.listVirtualMFADevices, on: everything("iam:ListVirtualMFADevices"),
                perform: listVirtualMFADevices),
            Operation(
                change: IAMOperations.enableMFADevice, on: user(\.userName, "iam:EnableMFADevice"),
                perform: enableMFADevice),
            Operation(
                change: IAMOperations.resyncMFADevice, on: user(\.userName, "iam:ResyncMFADevice"),
                perform: resyncMFADevice),
            Operation(
                change: IAMOperations.deactivateMFADevice, on: userOrCaller(\.userName, "iam:DeactivateMFADevice"),
                perform: deactivateMFADevice),
            Operation(
                reply: IAMOperations.getMFADevice, on: userOrCaller(\.userName, "iam:GetMFADevice"),
                perform: getMFADevice),
            Operation(
                reply: IAMOperations.listMFADevices, on: userOrCaller(\.userName, "iam:ListMFADevices"),
                perform: listMFADevices),
        ] + multiFactorTagOperations
    }

    private var multiFactorTagOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.tagMFADevice,
                on: resource(
                    \.serialNumber, "iam:TagMFADevice", conditions: { RequestConditions(tags: $0.tags) }),
                perform: { (input, device: Authorized<MultiFactorDeviceRecord>, scope) in
                    tag(input, on: device, in: scope)
                }),
            Operation(
                change: IAMOperations.untagMFADevice,
                on: resource(
                    \.serialNumber, "iam:UntagMFADevice", conditions: { RequestConditions(tagKeys: $0.tagKeys) }),
                perform: { (input, device: Authorized<MultiFactorDeviceRecord>, scope) in
                    untag(input, on: device, in: scope)
                }),
            Operation(
                reply: IAMOperations.listMFADeviceTags, on: resource(\.serialNumber, "iam:ListMFADeviceTags"),
                perform: listMFADeviceTags),
        ]
    }
}
