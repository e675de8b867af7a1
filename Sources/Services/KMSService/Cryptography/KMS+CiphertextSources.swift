import AWSProtocols
import KMSModel
import KeyEngine
import ServiceKit

/// What a Decrypt or ReEncrypt request says about the ciphertext and its key.
struct CiphertextRequest {
    let keyID: String?
    let bytes: [UInt8]?
    /// A dry run may ask about permissions alone.
    let isIgnored: Bool

    init(keyID: String?, bytes: [UInt8]?, dryRun: Bool?, modifiers: [DryRunModifierType]?) {
        self.keyID = keyID
        self.bytes = bytes
        isIgnored = dryRun == true && modifiers?.contains(.ignoreCiphertext) == true
    }
}

extension KMS {
    /// The key that opens a ciphertext: the one that the caller names, else the one that the ciphertext does.
    func source(_ request: CiphertextRequest, for call: KeyCall, in scope: RequestScope) throws -> CiphertextSource {
        guard let keyID = request.keyID else {
            guard !request.isIgnored else {
                throw AWSError.validation("A key ID is required when the ciphertext is ignored.")
            }
            return try source(named: try request.requireBytes(), for: call, in: scope)
        }
        let ciphertext = request.isIgnored ? nil : Ciphertext.unread(try request.requireBytes())
        let entry = try find(keyID, .keysAndAliases, for: call, in: scope)
        return CiphertextSource(key: entry.key, alias: entry.alias, ciphertext: ciphertext)
    }

    /// The question whether the caller may open a ciphertext of this key.
    func check(_ source: CiphertextSource, for call: KeyCall, in scope: RequestScope) -> AccessCheck {
        var check = check(source.key, alias: source.alias, for: call, in: scope)
        if source.isNamedByCiphertext { check.refusal = .unreachable(call.action, scope.caller) }
        return check
    }

    private func source(
        named bytes: [UInt8], for call: KeyCall, in scope: RequestScope
    ) throws -> CiphertextSource {
        guard let blob = try? CiphertextBlob.parse(bytes) else { throw AWSError.invalidCiphertext }
        let header = blob.header
        let isHere = header.region.map { $0 == scope.region.description } ?? true
        if isHere, let key = try directory.key(KeyRecord.key(header.account, scope.region, header.keyID)) {
            return CiphertextSource(key: key, alias: nil, ciphertext: .blob(blob))
        }
        let refusal = AWSError.unreachable(call.action, scope.caller)
        var check = AccessCheck(
            action: call.action.name, resource: header.keyARN(in: scope.region).description, account: header.account,
            conditionKeys: call.conditions)
        check.refusal = refusal
        throw TargetNotFound(refusal, check: check)
    }
}

extension CiphertextRequest {
    fileprivate func requireBytes() throws(AWSError) -> [UInt8] {
        guard let bytes else {
            throw .validation(
                "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: "
                    + "Member must not be null")
        }
        return bytes
    }
}

extension AWSError {
    /// Whoever may not open a ciphertext does not learn either whether its key exists.
    fileprivate static func unreachable(_ action: KMSAction, _ caller: Caller) -> AWSError {
        .accessDenied(
            "User: \(caller.arn) is not authorized to perform: \(action.name) on the resource associated with this "
                + "ciphertext because the resource does not exist in this Region, no resource-based policies allow "
                + "access, or a resource-based policy explicitly denies access")
    }
}
