import AWSProtocols
import KMSModel
import ServiceKit

extension KMS {
    func enableKey(
        _ input: EnableKeyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(key.value) { record in
            try record.requireUsable()
            record.isEnabled = true
            return EmptyStructure()
        }
    }

    func disableKey(
        _ input: DisableKeyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(key.value) { record in
            try record.requireUsable()
            record.isEnabled = false
            return EmptyStructure()
        }
    }

    func updateKeyDescription(
        _ input: UpdateKeyDescriptionRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(key.value) { record in
            try record.requireNotPendingDeletion()
            record.description = input.description
            return EmptyStructure()
        }
    }
}
