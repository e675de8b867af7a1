import AWSProtocols
import Essentials

/// What must hold of an object for it to be read. Source: Amazon S3 API reference, GetObject; RFC 7232, section 6.
struct ReadCondition {
    var ifMatch: String?
    var ifNoneMatch: String?
    var ifModifiedSince: Timestamp?
    var ifUnmodifiedSince: Timestamp?
    /// Copies are refused where reads would be told that they have the object already.
    var isOfCopy = false

    func check(_ object: StoredObject) throws(AWSError) {
        // Dates of headers have no fractions.
        let modified = object.modifiedAt.seconds
        if let ifMatch {
            guard EntityTags(ifMatch).include(object.eTag) else { throw .preconditionFailed(name("If-Match")) }
        } else if let ifUnmodifiedSince, modified > ifUnmodifiedSince.seconds {
            throw .preconditionFailed(name("If-Unmodified-Since"))
        }
        if let ifNoneMatch {
            if EntityTags(ifNoneMatch).include(object.eTag) { throw unchanged(object, "If-None-Match") }
        } else if let ifModifiedSince, modified <= ifModifiedSince.seconds {
            throw unchanged(object, "If-Modified-Since")
        }
    }

    private func unchanged(_ object: StoredObject, _ header: String) -> AWSError {
        isOfCopy ? .preconditionFailed(name(header)) : .notModified(eTag: object.eTag, modifiedAt: object.modifiedAt)
    }

    private func name(_ header: String) -> String { isOfCopy ? "x-amz-copy-source-\(header)" : header }
}
