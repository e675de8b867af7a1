import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    /// A new wrapping key pair: its public half, and a token that holds the private half under seal.
    func getParametersForImport(
        _ input: GetParametersForImportRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> GetParametersForImportResponse {
        let record = key.value.record
        try record.requireExternalOrigin()
        try record.requireNotPendingDeletion()
        let algorithm = try record.wrappingAlgorithm(input.wrappingAlgorithm, input.wrappingKeySpec)
        guard let spec = KeyEngine.WrappingKeySpec(rawValue: input.wrappingKeySpec.rawValue), spec != .sm2 else {
            throw unsupported("WrappingKeySpec", input.wrappingKeySpec.rawValue)
        }
        let pair = try await SlowWork.run { try WrappingKeyPair.generate(spec, random: scope.random) }
        let token = ImportToken(
            keyARN: record.arn, algorithm: algorithm, expiresAt: scope.now + ImportToken.lifetime, pair: pair)
        return GetParametersForImportResponse(
            keyId: record.arn, importToken: try token.sealed(by: rootKey, random: scope.random),
            publicKey: pair.publicKey, parametersValidTo: token.expiresAt)
    }
}

extension KeyRecord {
    /// Source: AWS KMS developer guide, "Select a wrapping algorithm".
    fileprivate func wrappingAlgorithm(
        _ algorithm: AlgorithmSpec, _ wrappingSpec: KMSModel.WrappingKeySpec
    ) throws(AWSError) -> WrappingAlgorithm {
        guard let known = WrappingAlgorithm(rawValue: algorithm.rawValue), known.isSupported else {
            throw unsupported("WrappingAlgorithm", algorithm.rawValue)
        }
        // These private keys are longer than what the wrapping key encrypts directly.
        let isTooLong = spec.family == .rsa || (spec == .eccNistP521 && wrappingSpec == .rsa2048)
        guard known.wrapsThroughAES || !isTooLong else {
            throw AWSError(
                .unsupportedOperationException,
                "WrappingAlgorithm \(algorithm.rawValue) with WrappingKeySpec \(wrappingSpec.rawValue) cannot wrap "
                    + "key material of KeySpec \(spec.rawValue).")
        }
        return known
    }
}

private func unsupported(_ parameter: String, _ value: String) -> AWSError {
    AWSError(.unsupportedOperationException, "\(parameter) \(value) is not supported.")
}

extension KeyCall {
    static func gettingImportParameters(_ input: GetParametersForImportRequest) -> KeyCall {
        KeyCall(.getParametersForImport) { key in
            switch key {
            case "kms:wrappingalgorithm": .one(input.wrappingAlgorithm.rawValue)
            case "kms:wrappingkeyspec": .one(input.wrappingKeySpec.rawValue)
            default: nil
            }
        }
    }
}
