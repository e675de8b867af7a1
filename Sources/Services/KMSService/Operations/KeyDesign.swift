import AWSProtocols
import KMSModel
import KeyEngine

/// The spec, usage and origin that a CreateKey request asks for, checked against each other.
/// Source: AWS KMS API reference, CreateKey.
struct KeyDesign {
    let spec: KeyEngine.KeySpec
    let usage: KeyUsage
    let origin: OriginType
    /// The custom key store that is to hold the material.
    let customKeyStoreID: String?
    /// What is to encrypt once more what the new key has encrypted.
    let externalKeyID: String?

    init(_ input: CreateKeyRequest) throws(AWSError) {
        spec = try Self.spec(input)
        usage = try Self.usage(input, spec)
        origin = input.origin ?? .awsKms
        customKeyStoreID = input.customKeyStoreId
        externalKeyID = input.xksKeyId
        try Self.requireFit(input, origin, spec)
    }

    /// Whether KMS draws material for the key.
    var hasOwnMaterial: Bool { origin == .awsKms || origin == .externalKeyStore }

    private static func spec(_ input: CreateKeyRequest) throws(AWSError) -> KeyEngine.KeySpec {
        guard input.keySpec == nil || input.customerMasterKeySpec == nil else {
            throw .validation(
                "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
                    + "CustomerMasterKeySpec is deprecated.")
        }
        let name = input.keySpec?.rawValue ?? input.customerMasterKeySpec?.rawValue
        guard let spec = KeyEngine.KeySpec(rawValue: name ?? KeyEngine.KeySpec.symmetricDefault.rawValue),
            spec.isSupported
        else {
            throw AWSError(.unsupportedOperationException, "KeySpec \(name ?? "") is not supported in this Region.")
        }
        return spec
    }

    private static func usage(_ input: CreateKeyRequest, _ spec: KeyEngine.KeySpec) throws(AWSError) -> KeyUsage {
        guard let wanted = input.keyUsage.flatMap({ KeyUsage(rawValue: $0.rawValue) }) else {
            guard spec == .symmetricDefault else {
                throw .validation(
                    "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.")
            }
            return .encryptDecrypt
        }
        guard spec.keyUsages.contains(wanted) else {
            throw .validation("KeyUsage \(wanted.rawValue) is not compatible with KeySpec \(spec.rawValue)")
        }
        return wanted
    }

    /// A custom key store holds single-Region symmetric encryption keys, and says so by their origin.
    private static func requireFit(
        _ input: CreateKeyRequest, _ origin: OriginType, _ spec: KeyEngine.KeySpec
    ) throws(AWSError) {
        let isInStore = origin == .awsCloudhsm || origin == .externalKeyStore
        guard isInStore == (input.customKeyStoreId != nil) else {
            throw .validation(
                isInStore
                    ? "CustomKeyStoreId is required for origin \(origin.rawValue)"
                    : "A custom key store cannot hold a KMS key of origin \(origin.rawValue)")
        }
        guard (origin == .externalKeyStore) == (input.xksKeyId != nil) else {
            throw .validation("XksKeyId is required for, and valid only for, origin EXTERNAL_KEY_STORE")
        }
        guard isInStore else { return }
        guard spec == .symmetricDefault, input.multiRegion != true else {
            throw AWSError(
                .unsupportedOperationException,
                "Custom key stores support single-Region symmetric encryption KMS keys only.")
        }
    }
}
