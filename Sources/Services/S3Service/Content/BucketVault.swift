import Essentials
import KeyEngine

/// Seals the key from which the content of a bucket's objects is encrypted by SSE-S3.
///
/// One for each bucket, so that a change of the root key touches buckets and no object.
struct BucketVault: Sendable {
    let rootKey: RootKey

    static func purpose(_ bucketID: String) -> [UInt8] { Array("s3.bucket/\(bucketID)/key".utf8) }

    /// A new key, sealed; base 64.
    func draw(for bucketID: String, _ random: any RandomSource) throws -> String {
        var drawn = random.bytes(32)
        let sealed = try rootKey.seal(
            SecretBytes(taking: &drawn), purpose: Self.purpose(bucketID), random: random)
        return Base64.encode(sealed)
    }

    func open(_ bucket: BucketRecord) throws -> SecretBytes {
        guard let sealed = Base64.decode(bucket.sealedKey) else { throw KeyEngineError.invalidSealedData }
        return try rootKey.open(sealed, purpose: Self.purpose(bucket.id))
    }
}
