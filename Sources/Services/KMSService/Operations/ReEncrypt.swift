import AWSProtocols
import KMSModel
import PolicyEngine
import ServiceKit

/// A ciphertext with the key that opens it, and the key that it is to be sealed under again.
struct ReEncryption: Sendable {
    let source: CiphertextSource
    let destination: LoadedKey
}

extension KMS {
    /// Both keys, with one question for each: may the caller decrypt with the one, and encrypt with the other?
    func reEncryption(_ input: ReEncryptRequest, in scope: RequestScope) throws -> Target<ReEncryption> {
        try requireGenuine(input.grantTokens ?? [])
        var (from, to) = (KeyCall.reEncryptingFrom(input), KeyCall.reEncryptingTo(input))
        let request = CiphertextRequest(
            keyID: input.sourceKeyId, bytes: input.ciphertextBlob, dryRun: input.dryRun,
            modifiers: input.dryRunModifiers)
        let source = try source(request, for: from, in: scope)
        let destination = try find(input.destinationKeyId, .keysAndAliases, for: to, in: scope)
        let isSameKey = source.key.record.key == destination.key.record.key
        from.add("kms:reencryptonsamekey", isSameKey ? "true" : "false")
        to.add("kms:reencryptonsamekey", isSameKey ? "true" : "false")
        return Target(
            ReEncryption(source: source, destination: destination.key), check(source, for: from, in: scope),
            check(destination.key, alias: destination.alias, for: to, in: scope))
    }

    /// The plaintext never leaves.
    func reEncrypt(
        _ input: ReEncryptRequest, _ keys: Authorized<ReEncryption>, in scope: RequestScope
    ) async throws -> ReEncryptResponse {
        let source = try Cipher(
            keys.value.source.key, input.sourceEncryptionAlgorithm, context: input.sourceEncryptionContext,
            for: "ReEncryptFrom", in: scope)
        let destination = try Cipher(
            keys.value.destination, input.destinationEncryptionAlgorithm, context: input.destinationEncryptionContext,
            for: "ReEncryptTo", in: scope)
        guard let ciphertext = keys.value.source.ciphertext else { throw AWSError.dryRun }
        let opened = try await source.open(ciphertext)
        let sealed = try await destination.seal(opened.plaintext, random: scope.random)
        try requireNoDryRun(input.dryRun)
        return ReEncryptResponse(
            ciphertextBlob: sealed.bytes, sourceKeyId: source.key.arn, keyId: destination.key.arn,
            sourceEncryptionAlgorithm: source.algorithm, destinationEncryptionAlgorithm: destination.algorithm,
            sourceKeyMaterialId: opened.materialID, destinationKeyMaterialId: sealed.materialID)
    }
}

extension KeyCall {
    fileprivate static func reEncryptingFrom(_ input: ReEncryptRequest) -> KeyCall {
        .encrypting(
            .reEncryptFrom, context: input.sourceEncryptionContext, tokens: input.grantTokens,
            algorithm: input.sourceEncryptionAlgorithm)
    }

    fileprivate static func reEncryptingTo(_ input: ReEncryptRequest) -> KeyCall {
        .encrypting(
            .reEncryptTo, context: input.destinationEncryptionContext, tokens: input.grantTokens,
            algorithm: input.destinationEncryptionAlgorithm)
    }

    /// One more condition key, by lower-cased name.
    fileprivate mutating func add(_ name: String, _ value: String) {
        conditions = { [conditions] in $0 == name ? .one(value) : conditions($0) }
    }
}
