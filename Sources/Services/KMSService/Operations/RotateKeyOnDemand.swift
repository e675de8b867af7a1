import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store

extension KMS {
    /// An on-demand rotation is refused this shortly before an automatic one.
    private static let automaticRotationWindow = TimeSpan.minutes(20)

    /// New material for a key of ours; for one with imported material, that which waits for its rotation.
    func rotateKeyOnDemand(
        _ input: RotateKeyOnDemandRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> Change<RotateKeyOnDemandResponse> {
        let loaded = key.value
        try requireRotatableOnDemand(loaded.record, at: scope.now)
        let isImported = loaded.record.origin == .external
        let new = isImported ? nil : try vault.generate(for: loaded.record, at: scope.now, random: scope.random)
        return Change { transaction in
            let current = try transaction.current(loaded).record
            let synchronization = Synchronization(vault: vault, random: scope.random)
            let rotation = try synchronization.change(current, at: scope.now, in: transaction) { record in
                try requireRotatableOnDemand(record, at: scope.now)
                guard let material = new ?? record.pendingMaterial else { throw Self.nothingToRotate(record) }
                return record.rotate(to: material, .onDemand, at: scope.now)
            }
            try transaction.record(rotation.event(at: scope.now), random: scope.random)
            return RotateKeyOnDemandResponse(keyId: current.id)
        }
    }

    private func requireRotatableOnDemand(_ record: KeyRecord, at now: Timestamp) throws(AWSError) {
        try record.requireRotatable()
        try record.requireNotReplica()
        try record.requireEnabled(at: now)
        guard record.onDemandRotations < KeyRecord.maximumOnDemandRotations else {
            throw AWSError(
                .limitExceededException,
                "The number of on-demand rotations of \(record.arn) exceeds the limit of "
                    + "\(KeyRecord.maximumOnDemandRotations).")
        }
        if let due = record.rotation?.nextDate, due <= now + Self.automaticRotationWindow {
            throw AWSError(
                .conflictException, "An automatic rotation of \(record.arn) is in progress or about to begin.")
        }
        if record.origin == .external, record.pendingMaterial?.hasExpired(at: now) ?? true {
            throw Self.nothingToRotate(record)
        }
    }

    private static func nothingToRotate(_ record: KeyRecord) -> AWSError {
        AWSError(.kmsInvalidStateException, "\(record.arn) has no key material that is pending rotation.")
    }
}
