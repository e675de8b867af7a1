import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

/// How a call came: what S3's condition keys, records and answers tell of it.
public struct Arrival: Sendable, Equatable {
    /// Where the signature stood.
    public enum Signature: Sendable, Equatable {
        case header, query, form
        /// Nowhere: the caller is anonymous.
        case none
    }

    public var signature: Signature
    /// When the request says it was signed.
    public var signedAt: Timestamp?
    /// `x-amz-content-sha256`, as sent.
    public var contentHash: String?
    /// As in the request's `Host`, with its port.
    public var host: String
    public var isTLS: Bool
    /// Whether the bucket is part of the host.
    public var isVirtualHosted: Bool

    public init(
        signature: Signature, signedAt: Timestamp? = nil, contentHash: String? = nil, host: String,
        isTLS: Bool = false, isVirtualHosted: Bool = false
    ) {
        self.signature = signature
        self.signedAt = signedAt
        self.contentHash = contentHash
        self.host = host
        self.isTLS = isTLS
        self.isVirtualHosted = isVirtualHosted
    }

    /// The URL of an object as the caller would address it.
    /// - Parameter key: percent-encoded
    public func location(bucket: String, key: String) -> String {
        let scheme = isTLS ? "https" : "http"
        return isVirtualHosted ? "\(scheme)://\(host)/\(key)" : "\(scheme)://\(host)/\(bucket)/\(key)"
    }
}

extension Arrival {
    init(_ head: HTTPRequestHead, _ presented: PresentedSignature?, isVirtualHosted: Bool) {
        let signature: Signature =
            switch presented?.form {
            case .header: .header
            case .query: .query
            case .form: .form
            case nil: .none
            }
        self.init(
            signature: signature, signedAt: presented?.timestamp, contentHash: head.headers["x-amz-content-sha256"],
            host: head.headers["host"] ?? "", isTLS: head.connection.tls != nil, isVirtualHosted: isVirtualHosted)
    }
}

extension RequestScope {
    /// What a caller is told whose request is signed for another region than that of the bucket.
    public func wrongRegion(expecting region: Region) -> AWSError {
        .wrongRegion(
            self.region.description, expecting: region.description, isPresigned: arrival?.signature == .query)
    }
}
