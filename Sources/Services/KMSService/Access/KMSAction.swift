import KMSModel
import PolicyEngine

/// An action as policies name it, and as grants do where they can give it.
/// Source: AWS KMS developer guide, "AWS KMS permissions" (actions, grants, cross-account use).
struct KMSAction: Sendable {
    let name: ActionName
    let grantOperation: GrantOperation?
    /// Whether a key policy can allow it to principals of other accounts.
    let isForOtherAccounts: Bool
    /// Whether InvalidArnException is among the errors of its operation. Where it is not, what is no ARN of a key is
    /// not found.
    let reportsInvalidARNs: Bool

    /// Whether it counts towards the request quota that cryptographic operations share.
    let sharesQuota: Bool

    /// Nil for what is no action of KMS.
    static func named(_ action: ActionName) -> KMSAction? {
        let parts = action.description.split(separator: ":")
        return parts.count == 2 && parts[0] == "kms" ? KMSAction(String(parts[1])) : nil
    }

    private init(_ name: String) {
        self.name = ActionName("kms:\(name)")
        grantOperation = GrantOperation(rawValue: name)
        isForOtherAccounts =
            grantOperation != nil || ["GetKeyRotationStatus", "ListGrants", "RevokeGrant"].contains(name)
        sharesQuota = Self.cryptographic.contains(name)
        reportsInvalidARNs = !Self.withoutInvalidARNs.contains(name)
    }

    private static let cryptographic: Set<String> = [
        "Decrypt", "DeriveSharedSecret", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateMac",
        "GenerateRandom", "ReEncryptFrom", "ReEncryptTo", "Sign", "Verify", "VerifyMac",
    ]

    private static let withoutInvalidARNs: Set<String> = [
        "CreateAlias", "Decrypt", "DeriveSharedSecret", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext", "GenerateMac", "ReEncryptFrom",
        "ReEncryptTo", "Sign", "UpdateAlias", "Verify", "VerifyMac",
    ]

    static let cancelKeyDeletion = KMSAction("CancelKeyDeletion")
    static let connectCustomKeyStore = KMSAction("ConnectCustomKeyStore")
    static let createAlias = KMSAction("CreateAlias")
    static let createCustomKeyStore = KMSAction("CreateCustomKeyStore")
    static let createGrant = KMSAction("CreateGrant")
    static let createKey = KMSAction("CreateKey")
    static let decrypt = KMSAction("Decrypt")
    static let deleteAlias = KMSAction("DeleteAlias")
    static let deleteCustomKeyStore = KMSAction("DeleteCustomKeyStore")
    static let deleteImportedKeyMaterial = KMSAction("DeleteImportedKeyMaterial")
    static let deriveSharedSecret = KMSAction("DeriveSharedSecret")
    static let describeCustomKeyStores = KMSAction("DescribeCustomKeyStores")
    static let describeKey = KMSAction("DescribeKey")
    static let disableKey = KMSAction("DisableKey")
    static let disableKeyRotation = KMSAction("DisableKeyRotation")
    static let disconnectCustomKeyStore = KMSAction("DisconnectCustomKeyStore")
    static let enableKey = KMSAction("EnableKey")
    static let enableKeyRotation = KMSAction("EnableKeyRotation")
    static let encrypt = KMSAction("Encrypt")
    static let generateDataKey = KMSAction("GenerateDataKey")
    static let generateDataKeyPair = KMSAction("GenerateDataKeyPair")
    static let generateDataKeyPairWithoutPlaintext = KMSAction("GenerateDataKeyPairWithoutPlaintext")
    static let generateDataKeyWithoutPlaintext = KMSAction("GenerateDataKeyWithoutPlaintext")
    static let generateMac = KMSAction("GenerateMac")
    static let generateRandom = KMSAction("GenerateRandom")
    static let getKeyLastUsage = KMSAction("GetKeyLastUsage")
    static let getKeyPolicy = KMSAction("GetKeyPolicy")
    static let getKeyRotationStatus = KMSAction("GetKeyRotationStatus")
    static let getParametersForImport = KMSAction("GetParametersForImport")
    static let getPublicKey = KMSAction("GetPublicKey")
    static let importKeyMaterial = KMSAction("ImportKeyMaterial")
    static let listAliases = KMSAction("ListAliases")
    static let listGrants = KMSAction("ListGrants")
    static let listKeyPolicies = KMSAction("ListKeyPolicies")
    static let listKeyRotations = KMSAction("ListKeyRotations")
    static let listKeys = KMSAction("ListKeys")
    static let listResourceTags = KMSAction("ListResourceTags")
    static let listRetirableGrants = KMSAction("ListRetirableGrants")
    static let putKeyPolicy = KMSAction("PutKeyPolicy")
    static let reEncryptFrom = KMSAction("ReEncryptFrom")
    static let reEncryptTo = KMSAction("ReEncryptTo")
    static let replicateKey = KMSAction("ReplicateKey")
    static let retireGrant = KMSAction("RetireGrant")
    static let revokeGrant = KMSAction("RevokeGrant")
    static let rotateKeyOnDemand = KMSAction("RotateKeyOnDemand")
    static let scheduleKeyDeletion = KMSAction("ScheduleKeyDeletion")
    static let sign = KMSAction("Sign")
    static let tagResource = KMSAction("TagResource")
    static let untagResource = KMSAction("UntagResource")
    static let updateAlias = KMSAction("UpdateAlias")
    static let updateCustomKeyStore = KMSAction("UpdateCustomKeyStore")
    static let updateKeyDescription = KMSAction("UpdateKeyDescription")
    static let updatePrimaryRegion = KMSAction("UpdatePrimaryRegion")
    static let verify = KMSAction("Verify")
    static let verifyMac = KMSAction("VerifyMac")
}
