import CloudTrailService
import EventBridgeService
import Identity
import KMSService
import S3Service
import SNSService
import ServiceKit
import Store

/// Puts every record that holds sealed values under another root key, inside one transaction.
struct RecordResealing: Sendable {
    let resealing: RootKeyResealing
    /// Called now and then with the number of records done so far, of how many.
    let progress: @Sendable (_ done: Int, _ total: Int) -> Void

    /// Every type of record that holds sealed values.
    static let types: [any SealedRecord.Type] =
        [InstallationRecord.self] + KMS.sealedRecords + IAM.sealedRecords + STS.sealedRecords + CloudTrail.sealedRecords
        + S3.sealedRecords
        + SNS.sealedRecords
        + EventBridge.sealedRecords

    /// The records that are in memory at a time.
    private static let page = 500
    /// How many are done between two words of progress.
    private static let stretch = 10_000

    /// Returns how many records were sealed anew. The store names the new root key after this.
    func run(in transaction: any WriteTransaction) throws -> Int {
        let total = try Self.types.reduce(0) { try $0 + count($1, in: transaction) }
        var done = 0
        for type in Self.types {
            try reseal(type, in: transaction) { count in
                if (done + count) / Self.stretch > done / Self.stretch { progress(done + count, total) }
                done += count
            }
        }
        try nameNewKey(in: transaction)
        return done
    }

    private func count<Record: SealedRecord>(_ type: Record.Type, in transaction: any WriteTransaction) throws -> Int {
        try transaction.count(type, in: .everywhere)
    }

    private func reseal<Record: SealedRecord>(
        _ type: Record.Type, in transaction: any WriteTransaction, didReseal: (Int) -> Void
    ) throws {
        var position: RecordPosition?
        repeat {
            let page = try transaction.query(type, in: .everywhere, limit: Self.page, after: position)
            for found in page.records {
                var record = found.record
                do {
                    try record.reseal(resealing)
                } catch { throw RekeyError.unsealable("\(Record.kind) \(record.key)") }
                try transaction.update(record, expecting: found.version)
            }
            didReseal(page.records.count)
            position = page.next
        } while position != nil
    }

    private func nameNewKey(in transaction: any WriteTransaction) throws {
        guard let found = try transaction.get(InstallationRecord.self, InstallationRecord.key) else { return }
        var record = found.record
        record.rootKeyIdentifier = resealing.new.identifier
        try transaction.update(record, expecting: found.version)
    }
}
