import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    /// The material is unwrapped and sealed at once: never stored, logged or audited in the clear.
    func importKeyMaterial(
        _ input: ImportKeyMaterialRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> Change<ImportKeyMaterialResponse> {
        let record = key.value.record
        try record.requireExternalOrigin()
        try record.requireNotPendingDeletion()
        try input.requireKnownToSpec(record.spec)
        let expiration = try MaterialExpiration(input.expirationModel, validTo: input.validTo, at: scope.now)
        let token = try token(input.importToken, for: record, at: scope.now)
        let material = try await unwrap(input.encryptedKeyMaterial, token, record.spec)
        let sealed = try seal(material, of: record, input, expiration, in: scope)
        return changeShared(key.value, in: scope) { record in
            try record.requireNotPendingDeletion()
            try record.take(sealed, as: input.importType, at: scope.now)
            return ImportKeyMaterialResponse(keyId: record.arn, keyMaterialId: sealed.id)
        }
    }

    private func token(_ bytes: [UInt8], for record: KeyRecord, at now: Timestamp) throws(AWSError) -> ImportToken {
        let token = try ImportToken(opening: bytes, with: rootKey)
        guard token.keyARN == record.arn else { throw ImportToken.invalid }
        guard token.expiresAt > now else { throw ImportToken.expired }
        return token
    }

    private func unwrap(
        _ wrapped: [UInt8], _ token: ImportToken, _ spec: KeyEngine.KeySpec
    ) async throws -> KeyMaterial {
        do {
            return try await SlowWork.run { [pair = token.pair, algorithm = token.algorithm] in
                try KeyMaterial.importing(try pair.unwrap(wrapped, algorithm: algorithm), as: spec)
            }
        } catch KeyEngineError.invalidWrappedMaterial {
            throw AWSError.invalidCiphertext
        } catch KeyEngineError.invalidKeyMaterial {
            throw AWSError(
                .incorrectKeyMaterialException, "The key material is not valid for KeySpec \(spec.rawValue).")
        }
    }

    private func seal(
        _ material: KeyMaterial, of record: KeyRecord, _ input: ImportKeyMaterialRequest,
        _ expiration: MaterialExpiration, in scope: RequestScope
    ) throws -> MaterialRecord {
        let id = try material.id(forKey: record.id).description
        guard input.keyMaterialId.map({ $0 == id }) ?? true else { throw AWSError.incorrectKeyMaterial }
        var sealed = try vault.seal(material, as: id, of: record, at: scope.now, random: scope.random)
        sealed.imported = ImportedMaterial(
            importedAt: scope.now, description: input.keyMaterialDescription, expiresAt: expiration.date,
            publicKey: record.spec.isAsymmetric ? Base64.encode(try material.publicKey()) : nil)
        return sealed
    }
}

extension ImportKeyMaterialRequest {
    /// Only symmetric encryption keys have several materials, to be told apart and described.
    fileprivate func requireKnownToSpec(_ spec: KeyEngine.KeySpec) throws(AWSError) {
        let isAnyGiven = importType != nil || keyMaterialDescription != nil || keyMaterialId != nil
        guard spec == .symmetricDefault || !isAnyGiven else {
            throw .validation(
                "ImportType, KeyMaterialDescription and KeyMaterialId are valid only for symmetric encryption keys.")
        }
        guard importType != .newKeyMaterial || keyMaterialId == nil else {
            throw .validation("KeyMaterialId is not valid when ImportType is NEW_KEY_MATERIAL.")
        }
    }
}

extension KeyCall {
    static func importing(_ input: ImportKeyMaterialRequest) -> KeyCall {
        KeyCall(.importKeyMaterial) { key in
            switch key {
            case "kms:expirationmodel": .one((input.expirationModel ?? .keyMaterialExpires).rawValue)
            case "kms:validto": input.validTo.map { .one($0.iso8601) }
            default: nil
            }
        }
    }
}
