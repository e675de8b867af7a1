import AWSProtocols
import KMSModel
import KeyEngine

/// The spec, usage and origin that a CreateKey request asks for, checked against each other.
/// Source: AWS KMS API reference, CreateKey.
struct KeyDesign {
    let spec: KeyEngine.KeySpec
    let usage: KeyUsage
    let origin: OriginType

    init(_ input: CreateKeyRequest) throws(AWSError) {
        spec = try Self.spec(input)
        usage = try Self.usage(input, spec)
        origin = input.origin ?? .awsKms
        try Self.requireNoKeyStore(input, origin)
    }

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

    /// There are no custom key stores here, so that none that a request names exists.
    private static func requireNoKeyStore(_ input: CreateKeyRequest, _ origin: OriginType) throws(AWSError) {
        let isInStore = origin == .awsCloudhsm || origin == .externalKeyStore
        if let store = input.customKeyStoreId {
            guard isInStore else {
                throw .validation("A custom key store cannot hold a KMS key of origin \(origin.rawValue)")
            }
            throw AWSError(.customKeyStoreNotFoundException, "Custom key store with ID \(store) does not exist.")
        }
        guard !isInStore else { throw .validation("CustomKeyStoreId is required for origin \(origin.rawValue)") }
        guard input.xksKeyId == nil else {
            throw .validation("XksKeyId is valid only for origin \(OriginType.externalKeyStore.rawValue)")
        }
    }
}
