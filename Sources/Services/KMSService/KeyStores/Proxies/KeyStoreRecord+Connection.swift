extension KeyStoreRecord {
    /// What is told of a key whose external key store is not connected; nil of a store of another type.
    /// Source: AWS KMS External Key Store Proxy API specification, "Error codes".
    var disconnectedProxy: String? {
        guard proxy != nil else { return nil }
        return "This KMS key is in a custom key store that is not connected to its external key store proxy. Connect "
            + "the external key store and try the request again."
    }
}
