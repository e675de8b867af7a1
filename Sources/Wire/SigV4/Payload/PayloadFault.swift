/// Why a payload is not what its head says of it.
public enum PayloadFault: Error, Sendable, Equatable, CaseIterable {
    /// It ended early, or has more bytes than were declared.
    case incomplete
    /// The frame of a chunk cannot be read.
    case malformedChunk
    /// A chunk of less than 8 KiB that is not the last.
    case chunkTooSmall
    /// The signature of a chunk or of the trailer is another one.
    case signatureMismatch
    /// Fields after the last chunk that were not announced, or are missing, or cannot be read.
    case malformedTrailer
    /// `x-amz-content-sha256` is not the payload's.
    case sha256Mismatch
    /// `Content-MD5` is not the payload's.
    case md5Mismatch
}
