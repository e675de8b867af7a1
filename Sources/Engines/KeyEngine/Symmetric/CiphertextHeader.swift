import Essentials

/// Says, in the clear, under which key and material a ciphertext was sealed, so that Decrypt needs no key id.
///
/// A multi-Region key (`mrk-…`) is named without its Region: its replicas share id and material, and each of them
/// opens what any of them sealed.
public struct CiphertextHeader: Hashable, Sendable {
    static let magic: [UInt8] = [0x59, 0x4B, 0x43]

    public let form: CiphertextForm
    public let partition: String
    public let account: AccountID
    /// Nil for a multi-Region key.
    public let region: String?
    public let keyID: String
    public let materialID: KeyMaterialID
    /// The header's bytes, which are authenticated with the message.
    let encoded: [UInt8]

    /// Throws `invalidKeyName` unless `keyARN` is `arn:partition:kms:region:account:key/id`, of names up to 128 bytes.
    public init(
        keyARN: ARN, materialID: KeyMaterialID, form: CiphertextForm = .material
    ) throws(KeyEngineError) {
        guard keyARN.service == "kms", keyARN.resource.hasPrefix("key/"), let account = AccountID(keyARN.account)
        else { throw .invalidKeyName }
        let keyID = keyARN.resourceName
        let region = Self.isMultiRegion(keyID) ? nil : keyARN.region
        guard [keyARN.partition, region ?? keyARN.region, keyID].allSatisfy({ CiphertextName.isValid($0.utf8) })
        else { throw .invalidKeyName }
        self.init(
            partition: keyARN.partition, account: account, region: region, keyID: keyID, materialID: materialID,
            form: form)
    }

    private init(
        partition: String, account: AccountID, region: String?, keyID: String, materialID: KeyMaterialID,
        form: CiphertextForm
    ) {
        self.form = form
        self.partition = partition
        self.account = account
        self.region = region
        self.keyID = keyID
        self.materialID = materialID
        var bytes = Self.magic + [form.rawValue]
        for name in [partition, region ?? "", account.description, keyID] {
            bytes.append(UInt8(name.utf8.count))
            bytes += name.utf8
        }
        encoded = bytes + materialID.bytes
    }

    /// Nil unless `bytes` begins with a header in its one form.
    init?(parsing bytes: [UInt8]) {
        var reader = CiphertextName.Reader(bytes)
        guard reader.skip(Self.magic), let form = reader.byte().flatMap(CiphertextForm.init(rawValue:)),
            let partition = reader.name(), let region = reader.nameOrNothing(),
            let account = reader.name().flatMap({ AccountID($0) }), let keyID = reader.name(),
            Self.isMultiRegion(keyID) == region.isEmpty,
            let material = reader.bytes(KeyMaterialID.length), let materialID = KeyMaterialID(bytes: material)
        else { return nil }
        self.form = form
        self.partition = partition
        self.account = account
        self.region = region.isEmpty ? nil : region
        self.keyID = keyID
        self.materialID = materialID
        encoded = Array(bytes.prefix(bytes.count - reader.remaining))
    }

    /// The ARN of the key for a caller in `region`, which counts for multi-Region keys only.
    public func keyARN(in region: Region) -> ARN {
        ARN(
            partition: partition, service: "kms", region: self.region ?? region.description,
            account: account.description, resource: "key/\(keyID)")
    }

    private static func isMultiRegion(_ keyID: String) -> Bool { keyID.hasPrefix("mrk-") }
}
