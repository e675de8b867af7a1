import Essentials

/// Something that has happened to an object.
///
/// Source: Amazon S3 user guide, "Supported event types for SQS, SNS, and Lambda" and "Using EventBridge".
enum ObjectEvent: Sendable {
    enum Creation: String, Sendable {
        case put = "Put"
        case post = "Post"
        case copy = "Copy"
        case completeMultipartUpload = "CompleteMultipartUpload"

        /// As EventBridge tells it.
        var reason: String {
            switch self {
            case .put: "PutObject"
            case .post: "POST Object"
            case .copy: "CopyObject"
            case .completeMultipartUpload: "CompleteMultipartUpload"
            }
        }
    }

    case created(Creation, StoredObject)
    /// Deleted for good.
    case removed(StoredObject)
    /// A delete marker came to stand before it.
    case hidden(StoredObject)
    case expired(StoredObject)
    case expiredHidden(StoredObject)
    case tagged(StoredObject)
    case untagged(StoredObject)
    case accessChanged(StoredObject)

    var object: StoredObject {
        switch self {
        case .created(_, let object), .removed(let object), .hidden(let object), .expired(let object),
            .expiredHidden(let object), .tagged(let object), .untagged(let object), .accessChanged(let object):
            object
        }
    }

    /// Without `s3:`.
    var name: String {
        switch self {
        case .created(let creation, _): "ObjectCreated:\(creation.rawValue)"
        case .removed: "ObjectRemoved:Delete"
        case .hidden: "ObjectRemoved:DeleteMarkerCreated"
        case .expired: "LifecycleExpiration:Delete"
        case .expiredHidden: "LifecycleExpiration:DeleteMarkerCreated"
        case .tagged: "ObjectTagging:Put"
        case .untagged: "ObjectTagging:Delete"
        case .accessChanged: "ObjectAcl:Put"
        }
    }

    /// Whether a configuration asks for it: by name, or for all of its sort.
    func isAsked(by wanted: String) -> Bool {
        wanted == "s3:\(name)" || wanted == "s3:\(name.prefix { $0 != ":" }):*"
    }

    var detailType: String {
        switch self {
        case .created: "Object Created"
        case .removed, .hidden, .expired, .expiredHidden: "Object Deleted"
        case .tagged: "Object Tags Added"
        case .untagged: "Object Tags Deleted"
        case .accessChanged: "Object ACL Updated"
        }
    }

    var reason: String? {
        switch self {
        case .created(let creation, _): creation.reason
        case .removed, .hidden: "DeleteObject"
        case .expired, .expiredHidden: "Lifecycle Expiration"
        case .tagged, .untagged, .accessChanged: nil
        }
    }

    var deletionType: String? {
        switch self {
        case .removed, .expired: "Permanently Deleted"
        case .hidden, .expiredHidden: "Delete Marker Created"
        default: nil
        }
    }
}
