import Essentials

/// A digest file: which log files were delivered in a span of time, with their hashes, tied to the digest before it.
///
/// Source: CloudTrail user guide, "CloudTrail digest file structure".
public struct Digest: Hashable, Sendable {
    public struct LogFile: Hashable, Sendable, Codable {
        public var bucket: String
        public var key: String
        /// Of the file's content before it was compressed: SHA-256 in hexadecimal.
        public var hash: String
        public var newestEvent: Timestamp
        public var oldestEvent: Timestamp

        public init(bucket: String, key: String, hash: String, newestEvent: Timestamp, oldestEvent: Timestamp) {
            self.bucket = bucket
            self.key = key
            self.hash = hash
            self.newestEvent = newestEvent
            self.oldestEvent = oldestEvent
        }
    }

    /// The digest before this one.
    public struct Link: Hashable, Sendable, Codable {
        public var bucket: String
        public var key: String
        /// Of its content before it was compressed: SHA-256 in hexadecimal.
        public var hash: String
        /// In hexadecimal.
        public var signature: String

        public init(bucket: String, key: String, hash: String, signature: String) {
            self.bucket = bucket
            self.key = key
            self.hash = hash
            self.signature = signature
        }
    }

    public var account: AccountID
    public var start: Timestamp
    public var end: Timestamp
    public var bucket: String
    public var key: String
    public var publicKeyFingerprint: String
    /// Nil of a starting digest.
    public var previous: Link?
    public var files: [LogFile]

    public init(
        account: AccountID, start: Timestamp, end: Timestamp, bucket: String, key: String,
        publicKeyFingerprint: String, previous: Link?, files: [LogFile]
    ) {
        self.account = account
        self.start = start
        self.end = end
        self.bucket = bucket
        self.key = key
        self.publicKeyFingerprint = publicKeyFingerprint
        self.previous = previous
        self.files = files
    }

    public static let signatureAlgorithm = "SHA256withRSA"

    /// The file's content as JSON text.
    public var content: [UInt8] {
        let members: JSON = [
            "awsAccountId": .string(account.description),
            "digestStartTime": .string(start.iso8601),
            "digestEndTime": .string(end.iso8601),
            "digestS3Bucket": .string(bucket),
            "digestS3Object": .string(key),
            "digestPublicKeyFingerprint": .string(publicKeyFingerprint),
            "digestSignatureAlgorithm": .string(Self.signatureAlgorithm),
            "newestEventTime": .orNull(files.map(\.newestEvent).max()?.iso8601),
            "oldestEventTime": .orNull(files.map(\.oldestEvent).min()?.iso8601),
            "previousDigestS3Bucket": .orNull(previous?.bucket),
            "previousDigestS3Object": .orNull(previous?.key),
            "previousDigestHashValue": .orNull(previous?.hash),
            "previousDigestHashAlgorithm": .orNull(previous.map { _ in "SHA-256" }),
            "previousDigestSignature": .orNull(previous?.signature),
            "logFiles": .array(files.map(\.json)),
        ]
        return members.bytes
    }

    /// What is signed.
    /// - Parameter hash: of `content`: SHA-256 in hexadecimal
    public func textToSign(contentHash hash: String) -> [UInt8] {
        Array("\(end.iso8601)\n\(bucket)/\(key)\n\(hash)\n\(previous?.signature ?? "null")".utf8)
    }
}

extension Digest.LogFile {
    fileprivate var json: JSON {
        [
            "s3Bucket": .string(bucket), "s3Object": .string(key), "hashValue": .string(hash),
            "hashAlgorithm": "SHA-256", "newestEventTime": .string(newestEvent.iso8601),
            "oldestEventTime": .string(oldestEvent.iso8601),
        ]
    }
}

extension JSON {
    fileprivate static func orNull(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
