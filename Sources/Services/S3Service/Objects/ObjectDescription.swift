import AWSProtocols
import Essentials
import S3Model

/// What PutObject, CopyObject and CreateMultipartUpload say of the object that is to be.
protocol ObjectDescription: ObjectInput {
    var acl: ObjectCannedACL? { get }
    var grantFullControl: String? { get }
    var grantRead: String? { get }
    var grantReadACP: String? { get }
    var grantWriteACP: String? { get }
    var cacheControl: String? { get }
    var contentDisposition: String? { get }
    var contentEncoding: String? { get }
    var contentLanguage: String? { get }
    var contentType: String? { get }
    var expires: String? { get }
    var metadata: [String: String]? { get }
    var serverSideEncryption: ServerSideEncryption? { get }
    var storageClass: StorageClass? { get }
    var websiteRedirectLocation: String? { get }
    var sseCustomerAlgorithm: String? { get }
    var sseCustomerKey: String? { get }
    var ssekmsKeyId: String? { get }
    var ssekmsEncryptionContext: String? { get }
    var bucketKeyEnabled: Bool? { get }
    var tagging: String? { get }
    var objectLockMode: ObjectLockMode? { get }
    var objectLockRetainUntilDate: Timestamp? { get }
    var objectLockLegalHoldStatus: ObjectLockLegalHoldStatus? { get }
}

extension PutObjectRequest: ObjectDescription {}
extension CopyObjectRequest: ObjectDescription {}
extension CreateMultipartUploadRequest: ObjectDescription {}

extension ObjectDescription {
    /// Throws where a key, a header or the metadata is not allowed, or asks for what is not built.
    func check() throws(AWSError) {
        guard !key.isEmpty else { throw .invalidURI }
        guard key.utf8.count <= ObjectLimits.keyLength else { throw .keyTooLong }
        guard sseCustomerAlgorithm == nil, sseCustomerKey == nil else {
            throw .notImplementedHeader("x-amz-server-side-encryption-customer-algorithm")
        }
        let size = (metadata ?? [:]).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard size <= ObjectLimits.metadataSize else { throw .metadataTooLarge }
        switch storageClass {
        case nil, .standard, .reducedRedundancy, .standardIa, .onezoneIa, .intelligentTiering, .glacierIr: break
        // These would have to be restored before they could be read.
        case .glacier, .deepArchive: throw .notImplementedHeader("x-amz-storage-class")
        default: throw .invalidStorage
        }
        if let location = websiteRedirectLocation {
            guard location.hasPrefix("/") || location.hasPrefix("http://") || location.hasPrefix("https://") else {
                throw AWSError(
                    code: "InvalidRedirectLocation",
                    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.", status: 400)
            }
        }
    }

    /// The headers that are kept as they came.
    var keptHeaders: [String: String] {
        var headers: [String: String] = ["content-type": contentType ?? "binary/octet-stream"]
        headers["cache-control"] = cacheControl
        headers["content-disposition"] = contentDisposition
        // How the request was framed is not the object's.
        let encodings = (contentEncoding ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        let kept = encodings.filter { $0.lowercased() != "aws-chunked" }
        if !kept.isEmpty { headers["content-encoding"] = kept.joined(separator: ",") }
        headers["content-language"] = contentLanguage
        headers["expires"] = expires
        headers["x-amz-website-redirect-location"] = websiteRedirectLocation
        return headers
    }

    var keptMetadata: [String: String]? {
        guard let metadata, !metadata.isEmpty else { return nil }
        return Dictionary(metadata.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { "\($0),\($1)" })
    }

    /// What the call says, to the condition keys.
    func conditions(_ tags: [StoredTag]) -> S3Conditions {
        var conditions = S3Conditions()
        conditions.set("x-amz-acl", acl?.rawValue)
        conditions.set("x-amz-grant-full-control", grantFullControl)
        conditions.set("x-amz-grant-read", grantRead)
        conditions.set("x-amz-grant-read-acp", grantReadACP)
        conditions.set("x-amz-grant-write-acp", grantWriteACP)
        conditions.set("x-amz-server-side-encryption", serverSideEncryption?.rawValue)
        conditions.set("x-amz-server-side-encryption-aws-kms-key-id", ssekmsKeyId)
        conditions.set("x-amz-server-side-encryption-customer-algorithm", sseCustomerAlgorithm)
        conditions.set("x-amz-storage-class", storageClass?.rawValue)
        conditions.set("x-amz-website-redirect-location", websiteRedirectLocation)
        conditions.set("object-lock-mode", objectLockMode?.rawValue)
        conditions.set("object-lock-retain-until-date", objectLockRetainUntilDate?.iso8601)
        conditions.set("object-lock-legal-hold", objectLockLegalHoldStatus?.rawValue)
        conditions.requestTags = tags
        return conditions
    }
}

/// Source: Amazon S3 user guide, "Amazon S3 multipart upload limits", "Naming Amazon S3 objects", "Working with object
/// metadata".
enum ObjectLimits {
    /// In bytes of UTF-8.
    static let keyLength = 1024
    static let metadataSize = 2048
    /// Of one request's content.
    static let contentSize: Int64 = 5 << 30
    /// Of a whole object, as the user guide has it since 2025: 50 TB.
    static let objectSize: Int64 = 50 << 40
    static let partCount = 10_000
    /// Of every part but the last.
    static let partSize: Int64 = 5 << 20
}
