/// What a request says of its payload in `x-amz-content-sha256`.
public enum PayloadDeclaration: Sendable, Equatable {
    /// Nothing: the signature covers the SHA-256 of the body.
    case undeclared
    /// The body's SHA-256, 32 bytes.
    case sha256([UInt8])
    /// `UNSIGNED-PAYLOAD`, or an S3 presigned URL. S3 only.
    case unsigned
    /// The body arrives in `aws-chunked` pieces. S3 only.
    case streaming(StreamingPayload)
}

/// The `aws-chunked` encodings, by their literal in `x-amz-content-sha256`.
///
/// Source: S3 API reference, "Signature calculations: transferring payload in multiple chunks".
public enum StreamingPayload: String, Sendable {
    case signedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    case signedChunksWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
    case unsignedWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
}

/// What the verifier gets to know of the body.
public enum PayloadEvidence: Sendable {
    /// The whole body.
    case body([UInt8])
    /// The SHA-256 of the whole body, 32 bytes.
    case sha256([UInt8])
    /// The body is still to come. The caller must hold it against ``PresentedSignature/payload`` when it has.
    /// Only a request that declares its payload can be verified so.
    case deferred
}
