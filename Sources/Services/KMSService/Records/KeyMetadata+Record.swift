import Essentials
import KMSModel
import KeyEngine

extension KeyMetadata {
    /// What CreateKey and DescribeKey answer of a key.
    init(of key: KeyRecord) {
        self.init(
            keyId: key.id, awsAccountId: key.account.description, arn: key.arn, creationDate: key.createdAt,
            enabled: key.state == .enabled, description: key.description,
            keyUsage: KeyUsageType(rawValue: key.usage.rawValue), keyState: key.state, origin: key.origin,
            keyManager: .customer, customerMasterKeySpec: CustomerMasterKeySpec(rawValue: key.spec.rawValue),
            keySpec: KMSModel.KeySpec(rawValue: key.spec.rawValue), multiRegion: key.multiRegion != nil)
        describeAlgorithms(of: key)
        describeMaterial(of: key)
        deletionDate = key.deletion?.date
        if key.state == .pendingReplicaDeletion { pendingDeletionWindowInDays = key.deletion?.windowInDays }
        multiRegionConfiguration = key.multiRegion.map { MultiRegionConfiguration(of: key, $0) }
    }

    /// Where the material is. While its store is not connected, a key is unavailable unless it waits for its deletion.
    mutating func describe(_ store: KeyStoreRecord, holding key: KeyRecord) {
        customKeyStoreId = store.id
        cloudHsmClusterId = store.cluster?.id
        xksKeyConfiguration = key.externalKeyID.map { XksKeyConfigurationType(id: $0) }
        guard !store.isConnected, key.deletion == nil else { return }
        keyState = .unavailable
        enabled = false
    }

    private mutating func describeAlgorithms(of key: KeyRecord) {
        let names = key.spec.algorithmNames(for: key.usage)
        switch key.usage {
        case .encryptDecrypt: encryptionAlgorithms = names.compactMap(EncryptionAlgorithmSpec.init(rawValue:))
        case .signVerify: signingAlgorithms = names.compactMap(SigningAlgorithmSpec.init(rawValue:))
        case .generateVerifyMac: macAlgorithms = names.compactMap(MacAlgorithmSpec.init(rawValue:))
        case .keyAgreement: keyAgreementAlgorithms = names.compactMap(KeyAgreementAlgorithmSpec.init(rawValue:))
        }
    }

    private mutating func describeMaterial(of key: KeyRecord) {
        let current = key.currentMaterial
        // AWS tells the current material of symmetric encryption keys only: no others rotate.
        if key.spec == .symmetricDefault, key.customKeyStoreID == nil { currentKeyMaterialId = current?.id }
        guard key.origin == .external, let current, current.isPresent else { return }
        validTo = current.expiresAt
        expirationModel = current.expiresAt == nil ? .keyMaterialDoesNotExpire : .keyMaterialExpires
    }
}

extension MultiRegionConfiguration {
    init(of key: KeyRecord, _ record: MultiRegionRecord) {
        func member(in region: Region) -> MultiRegionKey {
            MultiRegionKey(arn: ARN.kmsKey(key.account, region, key.id).description, region: region.description)
        }
        self.init(
            multiRegionKeyType: record.primaryRegion == key.region ? .primary : .replica,
            primaryKey: member(in: record.primaryRegion), replicaKeys: record.replicaRegions.map(member))
    }
}
