import Store

/// A record that holds values under the root key's seal. A service lists the types of its own in
/// `Service.sealedRecords`; `yagura rekey` puts each of their values under another root key.
public protocol SealedRecord: StoredRecord {
    /// Puts every sealed value of the record, without exception, under the new seal.
    mutating func reseal(_ resealing: some Resealing) throws
}
