extension String {
    /// `KeyId` as `keyId`: how AWS spells a member in validation messages and in CloudTrail.
    var firstLetterLowercased: String {
        guard let first = utf8.first, (0x41...0x5A).contains(first) else { return self }
        return String(unsafeUninitializedCapacity: utf8.count) { buffer in
            let count = buffer.initialize(fromContentsOf: utf8)
            buffer[0] = first | 0x20
            return count
        }
    }
}
