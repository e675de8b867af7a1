import AWSProtocols
import KMSModel
import ServiceKit
import Store

extension KMS {
    /// A change of one key's record. `body` gets the record as it is when the change is made, which may differ from
    /// the one that was authorised, and so checks the key's state itself.
    func change<Output: Sendable>(
        _ key: LoadedKey, _ body: @escaping @Sendable (inout KeyRecord) throws -> Output
    ) -> Change<Output> {
        Change { transaction in
            let current = try transaction.current(key)
            var record = current.record
            let output = try body(&record)
            if record != current.record { try transaction.update(record, expecting: current.version) }
            return output
        }
    }
}

extension ReadTransaction {
    /// The key's record now. Throws NotFoundException when the key has been deleted meanwhile.
    func current(_ key: LoadedKey) throws -> Versioned<KeyRecord> {
        guard let current = try get(KeyRecord.self, key.record.key) else {
            throw AWSError(.notFoundException, "Key '\(key.arn)' does not exist")
        }
        return current
    }
}
