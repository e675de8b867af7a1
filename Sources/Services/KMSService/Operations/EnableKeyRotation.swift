import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store

extension KMS {
    func enableKeyRotation(
        _ input: EnableKeyRotationRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let period = input.rotationPeriodInDays ?? RotationSettings.defaultPeriodInDays
        guard RotationSettings.periodsInDays.contains(period) else {
            throw AWSError.validation("RotationPeriodInDays must be between 90 and 2560")
        }
        return changeShared(key.value, in: scope) { record in
            try record.requireAutomaticallyRotatable()
            try record.requireNotReplica()
            try record.requireEnabled()
            record.rotation = RotationSettings(periodInDays: period, from: scope.now)
            return EmptyStructure()
        }
    }

    func disableKeyRotation(
        _ input: DisableKeyRotationRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        changeShared(key.value, in: scope) { record in
            try record.requireAutomaticallyRotatable()
            try record.requireNotReplica()
            try record.requireEnabled()
            record.rotation = nil
            return EmptyStructure()
        }
    }

    /// On-demand rotations are over when their call is answered, so that none is ever under way.
    func getKeyRotationStatus(
        _ input: GetKeyRotationStatusRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> GetKeyRotationStatusResponse {
        let record = key.value.record
        try record.requireAutomaticallyRotatable()
        // A key that waits for its deletion does not rotate.
        let rotation = record.deletion == nil ? record.rotation : nil
        return GetKeyRotationStatusResponse(
            keyRotationEnabled: rotation != nil, keyId: record.id, rotationPeriodInDays: rotation?.periodInDays,
            nextRotationDate: rotation?.nextDate)
    }
}

extension KeyCall {
    static func enablingRotation(_ input: EnableKeyRotationRequest) -> KeyCall {
        KeyCall(.enableKeyRotation) { key in
            guard key == "kms:rotationperiodindays" else { return nil }
            return .one(String(input.rotationPeriodInDays ?? RotationSettings.defaultPeriodInDays))
        }
    }
}
