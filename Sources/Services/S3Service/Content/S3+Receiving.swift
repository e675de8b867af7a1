import AWSProtocols
import Essentials
import HTTPMessage
import KeyEngine
import Store

extension S3 {
    /// Writes what arrives as a blob; nothing stays where it breaks off, is too long, or is not what was said of it.
    ///
    /// - Parameters:
    ///   - length: what was announced, where it was
    ///   - limit: how many bytes there may be at most
    func receive(
        _ payload: HTTPBody, trailer: PayloadTrailer? = nil, length: Int?, limit: Int64, under secret: SecretBytes,
        given: GivenChecksums,
        also kinds: Set<ChecksumKind> = [], at now: Timestamp
    ) async throws -> WrittenContent {
        let wanted = kinds.union(given.values.keys).union(kinds.isEmpty ? [given.kind] : [])
        let id = try BlobName.make(now, random)
        let written = try await withTaskExecutorPreference(globalConcurrentExecutor) { [blobs] in
            let writer = try ContentWriter(id, in: blobs, under: secret, wanted)
            switch payload {
            case .bytes(let bytes):
                guard Int64(bytes.count) <= limit else { throw AWSError.entityTooLarge(limit) }
                try writer.append(bytes)
            case .stream(let chunks):
                for try await chunk in chunks {
                    guard writer.size + Int64(chunk.count) <= limit else { throw AWSError.entityTooLarge(limit) }
                    try writer.append(chunk)
                }
            }
            if let length, writer.size != Int64(length) { throw AWSError.incompleteBody }
            return try writer.finish()
        }
        var given = given
        for kind in ChecksumKind.allCases {
            if let value = trailer?.fields?["x-amz-checksum-\(kind.headerSuffix)"] { given.values[kind] = value }
        }
        try given.check()
        try given.verify(md5: written.md5, written.checksums)
        return written
    }
}
