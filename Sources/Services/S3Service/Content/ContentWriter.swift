import Crypto
import Essentials
import KeyEngine
import Store

/// What was written, and what it has turned out to be.
struct WrittenContent: Sendable {
    let blob: PendingBlob
    /// In bytes, as sent.
    let size: Int64
    let md5: [UInt8]
    let checksums: [ChecksumKind: [UInt8]]

    var eTag: String { Hex.encode(md5) }

    func stored(_ kind: ChecksumKind) -> StoredChecksum? {
        checksums[kind].map { StoredChecksum(kind: kind, value: Base64.encode($0)) }
    }
}

/// Writes content piece by piece: hashed as it came, encrypted block by block, into a blob of its own.
final class ContentWriter {
    private let id: BlobID
    private let blobs: any BlobStore
    private let key: ContentKey
    private let writer: any BlobWriter
    private var md5 = Insecure.MD5()
    private var checksums: [RunningChecksum]
    private var buffer: [UInt8] = []
    private var block: UInt64 = 0
    private(set) var size: Int64 = 0

    /// - Parameter secret: from which the content's own key is derived
    init(_ id: BlobID, in blobs: any BlobStore, under secret: SecretBytes, _ kinds: Set<ChecksumKind>) throws {
        self.id = id
        self.blobs = blobs
        key = try ContentKey(secret, content: id.description)
        writer = try blobs.create(id)
        checksums = kinds.map { RunningChecksum($0) }
        buffer.reserveCapacity(ContentKey.blockLength)
    }

    func append(_ bytes: [UInt8]) throws {
        size += Int64(bytes.count)
        try bytes.withUnsafeBytes { bytes in
            md5.update(bufferPointer: bytes)
            for index in checksums.indices { checksums[index].update(bytes) }
            var rest = bytes[...]
            while !rest.isEmpty {
                // A whole block is sealed where it lies.
                if buffer.isEmpty, rest.count >= ContentKey.blockLength {
                    try seal(UnsafeRawBufferPointer(rebasing: rest.prefix(ContentKey.blockLength)))
                    rest = rest.dropFirst(ContentKey.blockLength)
                    continue
                }
                let part = rest.prefix(ContentKey.blockLength - buffer.count)
                buffer.append(contentsOf: part)
                rest = rest.dropFirst(part.count)
                if buffer.count == ContentKey.blockLength { try sealBuffer() }
            }
        }
    }

    /// Makes the blob durable.
    func finish() throws -> WrittenContent {
        if !buffer.isEmpty { try sealBuffer() }
        _ = try writer.finish()
        return WrittenContent(
            blob: PendingBlob(id, in: blobs), size: size, md5: Array(md5.finalize()),
            checksums: Dictionary(checksums.map { ($0.kind, $0.finish()) }, uniquingKeysWith: { first, _ in first }))
    }

    private func sealBuffer() throws {
        try buffer.withUnsafeBytes { try seal($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func seal(_ plaintext: UnsafeRawBufferPointer) throws {
        try writer.append(key.seal(plaintext, block: block))
        block += 1
    }
}
