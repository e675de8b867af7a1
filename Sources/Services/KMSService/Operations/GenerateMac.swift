import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    func generateMac(
        _ input: GenerateMacRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> GenerateMacResponse {
        let algorithm = try key.value.macAlgorithm(input.macAlgorithm, for: "GenerateMac", at: scope.now)
        try requireNoDryRun(input.dryRun)
        let mac = try key.value.macKey().mac(input.message, algorithm: algorithm)
        return GenerateMacResponse(mac: mac, macAlgorithm: input.macAlgorithm, keyId: key.value.arn)
    }

    /// Throws KMSInvalidMacException, without a text as AWS does, unless the MAC is the key's.
    func verifyMac(
        _ input: VerifyMacRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> VerifyMacResponse {
        let algorithm = try key.value.macAlgorithm(input.macAlgorithm, for: "VerifyMac", at: scope.now)
        do {
            try key.value.macKey().verify(input.mac, of: input.message, algorithm: algorithm)
        } catch KeyEngineError.invalidMac {
            throw AWSError(.kmsInvalidMacException, nil)
        }
        try requireNoDryRun(input.dryRun)
        return VerifyMacResponse(keyId: key.value.arn, macValid: true, macAlgorithm: input.macAlgorithm)
    }
}

extension LoadedKey {
    /// Throws what AWS throws for a key in the wrong state, or not made for this operation or algorithm.
    fileprivate func macAlgorithm(
        _ algorithm: MacAlgorithmSpec, for operation: String, at now: Timestamp
    ) throws(AWSError) -> MacAlgorithm {
        try record.requireEnabled(at: now)
        try record.requireUsage(.generateVerifyMac, for: operation)
        guard let known = MacAlgorithm(rawValue: algorithm.rawValue), record.spec.macAlgorithms.contains(known) else {
            throw .incompatible(algorithm.rawValue, with: record.spec)
        }
        return known
    }

    fileprivate func macKey() throws -> MacKey { try materials.macKey(try record.requireCurrentMaterial()) }
}
