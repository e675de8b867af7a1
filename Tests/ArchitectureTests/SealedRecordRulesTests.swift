import Testing

/// `yagura rekey` must know of every value that is sealed before it is stored: one that it misses is lost for good.
@Suite struct SealedRecordRulesTests {
    /// Who seals for the store, and who puts that under another root key.
    static let sealers = [
        "Services/KMSService/Materials/MaterialVault.swift": "Services/KMSService/Records/KeyRecord+Sealing.swift",
        "Services/KMSService/KeyStores/TokenLogin.swift": "Services/KMSService/Records/KeyStoreRecord+Sealing.swift",
        "Services/KMSService/KeyStores/Proxies/ProxyCredential.swift":
            "Services/KMSService/Records/KeyStoreRecord+Sealing.swift",
        "Services/Identity/Directory/SecretVault.swift": "Services/Identity/Records/AccessKeyRecord+Sealing.swift",
        "Services/Identity/IAM/MFA/MultiFactorVault.swift":
            "Services/Identity/Records/MultiFactorDeviceRecord+Sealing.swift",
        "Services/CloudTrailService/Digests/DigestKeys.swift":
            "Services/CloudTrailService/Records/DigestKeyRecord+Sealing.swift",
        "Services/S3Service/Content/BucketVault.swift": "Services/S3Service/Records/BucketRecord+Sealing.swift",
        "Services/SNSService/Documents/SigningKeys.swift":
            "Services/SNSService/Records/SigningKeyRecord+Sealing.swift",
        "Services/EventBridgeService/Connections/ConnectionVault.swift":
            "Services/EventBridgeService/Records/ConnectionRecord+Sealing.swift",
        "YaguraServer/Composition/Installation.swift":
            "YaguraServer/Maintenance/Rekey/InstallationRecord+Sealing.swift",
        "YaguraServer/Composition/AdministratorFile.swift": "YaguraServer/Maintenance/Rekey/RootKeyChange.swift",
    ]

    @Test func everyValueSealedForTheStoreIsKnownToRekey() throws {
        let sources = try ImportRulesTests.sources()
        let call = try Regex(#"\b[rR]ootKey\.seal\("#)
        for source in sources where !source.path.hasPrefix("Engines/") && source.text.contains(call) {
            #expect(
                Self.sealers[source.path] != nil,
                "\(source.path) seals under the root key: make its record a SealedRecord, list and name it here")
        }
        for path in Set(Self.sealers.keys).union(Self.sealers.values) {
            #expect(sources.contains { $0.path == path }, "\(path) is gone")
        }
    }
}
