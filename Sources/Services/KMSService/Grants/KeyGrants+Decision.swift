import KMSModel
import ServiceKit

/// Source: AWS KMS developer guide, "Grants in AWS KMS".
extension KeyGrants {
    /// Whether a grant gives the caller this operation in the encryption context of the call.
    func allow(_ operation: GrantOperation, to caller: Caller, call: KeyCall) -> Bool {
        caller.granteeNames.contains { name in
            // Grants that cannot be read give nothing.
            let found = (try? grants(to: name)) ?? []
            return found.contains {
                $0.isStillFor(caller) && $0.allows(operation, in: call.encryptionContext) && call.grantCondition($0)
            }
        }
    }
}

extension GrantRecord {
    /// Whoever was made anew under the grantee's name has no part in the grant.
    func isStillFor(_ caller: Caller) -> Bool { granteeID == nil || granteeID == caller.entityID }

    func allows(_ operation: GrantOperation, in context: [String: String]) -> Bool {
        guard operations.contains(operation) else { return false }
        return !operation.takesEncryptionContext || (constraints?.admit(context) ?? true)
    }
}

extension GrantOperation {
    /// The operations to which encryption context constraints apply.
    var takesEncryptionContext: Bool {
        switch self {
        case .decrypt, .encrypt, .generateDataKey, .generateDataKeyWithoutPlaintext, .generateDataKeyPair,
            .generateDataKeyPairWithoutPlaintext, .reEncryptFrom, .reEncryptTo:
            true
        case .createGrant, .describeKey, .retireGrant, .sign, .verify, .getPublicKey, .generateMac, .verifyMac,
            .deriveSharedSecret:
            false
        }
    }
}

extension Caller {
    /// The names by which a grant may have named the caller: itself, its role, or, for a root user, its account.
    var granteeNames: [String] { arn == entityARN ? [arn] : [arn, entityARN] }
}
