import Essentials
import KeyEngine
import Store

/// A blob of encrypted content, and what opens it.
struct ContentPiece: Sendable {
    let blob: BlobID
    /// In bytes of content.
    let size: Int64
    let secret: SecretBytes

    /// Errors: `missing` where the blob is gone; of the blob store, where it is damaged.
    func open(in blobs: any BlobStore) throws -> OpenPiece {
        guard let reader = try blobs.open(blob) else { throw ContentError.missing(blob) }
        return OpenPiece(reader: reader, key: try ContentKey(secret, content: blob.description), size: size)
    }
}

/// Content that is not what its record says. For the log.
enum ContentError: Error, Sendable, CustomStringConvertible {
    case missing(BlobID)
    case damaged(BlobID)

    var description: String {
        switch self {
        case .missing(let id): "the content \(id) of an object is missing; restore it from a backup"
        case .damaged(let id): "the content \(id) of an object is not what was written; restore it from a backup"
        }
    }
}

struct OpenPiece: Sendable {
    let reader: any BlobReader
    let key: ContentKey
    let size: Int64

    /// The bytes of a range that lies within the content.
    func read(_ range: Range<Int64>) throws -> [UInt8] {
        guard !range.isEmpty else { return [] }
        let length = Int64(ContentKey.blockLength)
        let sealedLength = Int64(ContentKey.sealedBlockLength)
        let (first, last) = (range.lowerBound / length, (range.upperBound - 1) / length)
        let blockCount = (size + length - 1) / length
        let sealedSize = size + blockCount * Int64(ContentKey.overhead)
        let end = min((last + 1) * sealedLength, sealedSize)
        let sealed = try reader.read(first * sealedLength..<end)
        guard Int64(sealed.count) == end - first * sealedLength, reader.info.size == sealedSize else {
            throw ContentError.damaged(reader.info.id)
        }
        var content: [UInt8] = []
        content.reserveCapacity(Int(range.upperBound - range.lowerBound))
        try sealed.withUnsafeBytes { sealed in
            for block in first...last {
                let offset = Int((block - first) * sealedLength)
                let plain = try key.open(
                    UnsafeRawBufferPointer(rebasing: sealed[offset...].prefix(Int(sealedLength))), block: UInt64(block))
                let start = Int(max(range.lowerBound - block * length, 0))
                let stop = Int(min(range.upperBound - block * length, Int64(plain.count)))
                guard start <= stop else { throw ContentError.damaged(reader.info.id) }
                content += plain[start..<stop]
            }
        }
        return content
    }
}
