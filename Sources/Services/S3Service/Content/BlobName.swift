import Essentials
import Store

/// Blobs are named after when they were begun, so that what lies about without a record can be told from what is only
/// about to get one.
enum BlobName {
    private static let digits = 12

    /// Twelve hexadecimal digits of the time in milliseconds, a hyphen, and 32 random ones.
    static func make(_ now: Timestamp, _ random: any RandomSource) throws -> BlobID {
        let time = String(max(0, now.milliseconds), radix: 16)
        let padded = String(repeating: "0", count: max(0, digits - time.utf8.count)) + time
        guard let id = BlobID("\(padded)-\(Hex.encode(random.bytes(16)))") else {
            throw StoreError.invalidRecord(GarbageRecord.kind, "its id")
        }
        return id
    }

    /// Nil where the name is none of ours.
    static func time(of id: BlobID) -> Timestamp? {
        let text = id.description.utf8
        guard text.count == digits + 33, let time = Int64(String(id.description.prefix(digits)), radix: 16) else {
            return nil
        }
        return Timestamp(milliseconds: time)
    }
}
