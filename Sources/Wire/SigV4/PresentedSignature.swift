import Essentials
import HTTPMessage

/// A signature as the request presents it: well-formed, not yet verified.
///
/// It names the access key whose secret ``SignatureVerifier`` needs, so that the caller can look that up in between.
public struct PresentedSignature: Sendable, Equatable {
    /// Where the request carries its signature.
    public enum Form: Sendable, Equatable {
        /// In the `Authorization` header.
        case header
        /// In the query: a presigned URL, good for this long (1 second to 7 days).
        case query(lifetime: TimeSpan)
        /// In the fields of a browser's upload to S3. It covers a policy, not the request.
        case form
    }

    public let form: Form
    public let accessKeyID: String
    public let scope: CredentialScope
    /// Lower-case, sorted, unique names joined by `;`, exactly as signed.
    public let signedHeaders: String
    /// 32 bytes.
    public let signature: [UInt8]
    /// When the request says it was signed.
    public let timestamp: Timestamp
    /// `timestamp` as `YYYYMMDDTHHMMSSZ`, as signed.
    public let timestampText: String
    public let sessionToken: String?
    public let payload: PayloadDeclaration
}
