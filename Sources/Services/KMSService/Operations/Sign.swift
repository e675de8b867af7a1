import KMSModel
import ServiceKit

extension KMS {
    func sign(
        _ input: SignRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> SignResponse {
        let method = try SignatureMethod(
            key.value, input.signingAlgorithm, input.messageType, message: input.message, for: "Sign", at: scope.now)
        try requireNoDryRun(input.dryRun)
        return SignResponse(
            keyId: key.value.arn, signature: try await method.sign(input.message),
            signingAlgorithm: input.signingAlgorithm)
    }

    func verify(
        _ input: VerifyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> VerifyResponse {
        let method = try SignatureMethod(
            key.value, input.signingAlgorithm, input.messageType, message: input.message, for: "Verify",
            at: scope.now)
        try await method.verify(input.signature, of: input.message)
        try requireNoDryRun(input.dryRun)
        return VerifyResponse(keyId: key.value.arn, signatureValid: true, signingAlgorithm: input.signingAlgorithm)
    }
}
