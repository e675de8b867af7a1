import AWSProtocols
import HTTPMessage

/// What of S3's a request is about, in the one form that the model's URIs have: `/bucket/key`.
struct ObjectAddress: Sendable, Equatable {
    /// As on the wire but for the bucket, which a virtual host may have named.
    let path: String
    let isVirtualHosted: Bool

    /// Nil where the request is for another service.
    ///
    /// A signature says for which service it is. Without one it is S3's, which alone answers to nobody in particular:
    /// by its host, its path (all that other services take unsigned goes to `/`) or as a preflight.
    init?(_ head: HTTPRequestHead, hosts: BucketHosts) {
        guard head.headers["x-amz-target"] == nil, head.target.hasPrefix("/") else { return nil }
        let reading = hosts.read(head.headers["host"] ?? "")
        switch Self.signingService(of: head) {
        case .s3: break
        case .other: return nil
        case nil:
            guard reading != .other || head.path != "/" || head.method == "OPTIONS" else { return nil }
        }
        if case .s3(let bucket?) = reading {
            path = "/\(bucket)\(head.path)"
            isVirtualHosted = true
        } else {
            path = String(head.path)
            isVirtualHosted = false
        }
    }

    /// The bucket's part of the path, as on the wire; nil where there is none.
    var bucket: Substring? {
        let name = path.dropFirst().prefix { $0 != "/" }
        return name.isEmpty ? nil : name
    }

    /// Whether the request is for the bucket itself.
    var isBucket: Bool {
        guard let bucket else { return false }
        return path == "/\(bucket)" || path == "/\(bucket)/"
    }

    /// Nil where there is none, or none that can be.
    var decodedBucket: String? { bucket.flatMap { URIText.decoded($0.utf8) } }

    /// Whether a browser uploads to the bucket by a form.
    func isUpload(_ head: HTTPRequestHead) -> Bool {
        head.method == "POST" && isBucket
            && head.headers["content-type"]?.lowercased().hasPrefix("multipart/form-data") == true
    }

    private enum SigningService { case s3, other }

    /// The service in the credential scope, wherever that stands; nil where there is none.
    private static func signingService(of head: HTTPRequestHead) -> SigningService? {
        if let authorization = head.headers["authorization"], authorization.utf8.starts(with: "AWS4-".utf8) {
            return authorization.contains("/s3/aws4_request") ? .s3 : .other
        }
        guard let query = head.query, let place = query.firstRange(of: "X-Amz-Credential=") else { return nil }
        let credential = query[place.upperBound...].prefix { $0 != "&" }
        let isS3 = credential.contains("%2Fs3%2F") || credential.contains("/s3/") || credential.contains("%2fs3%2f")
        return isS3 ? .s3 : .other
    }
}
