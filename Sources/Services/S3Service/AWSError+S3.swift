import AWSProtocols
import Essentials

/// Source: Amazon S3 API reference, "Error responses", "List of error codes".
extension AWSError {
    private static func make(
        _ code: String, _ message: String, _ status: Int, _ fields: (String, String)...
    ) -> AWSError {
        var structure = Structure()
        for (name, value) in fields { structure.add(name, value) }
        return AWSError(code: code, message, fields: structure, status: status)
    }

    static func noSuchBucket(_ name: String) -> AWSError {
        make("NoSuchBucket", "The specified bucket does not exist", 404, ("BucketName", name))
    }

    static func noSuchKey(_ key: String) -> AWSError {
        make("NoSuchKey", "The specified key does not exist.", 404, ("Key", key))
    }

    static func noSuchVersion(_ key: String, _ version: String) -> AWSError {
        make("NoSuchVersion", "The specified version does not exist.", 404, ("Key", key), ("VersionId", version))
    }

    static func invalidVersionID(_ version: String) -> AWSError {
        invalidArgument("Invalid version id specified", name: "versionId", value: version)
    }

    static func noSuchUpload(_ id: String) -> AWSError {
        make(
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
                + "completed.", 404, ("UploadId", id))
    }

    /// The newest version is a delete marker.
    static func deleted(_ key: String, version: String) -> AWSError {
        var error = noSuchKey(key)
        error.headers.add("x-amz-delete-marker", "true")
        error.headers.add("x-amz-version-id", version)
        return error
    }

    /// A delete marker was asked for by its version.
    static func marker(_ marker: StoredObject, method: String) -> AWSError {
        var error = methodNotAllowed(method)
        error.headers.add("allow", "DELETE")
        error.headers.add("last-modified", marker.modifiedAt.httpDate)
        error.headers.add("x-amz-delete-marker", "true")
        error.headers.add("x-amz-version-id", marker.versionID)
        return error
    }

    static let s3AccessDenied = make("AccessDenied", "Access Denied", 403)

    static func bucketNotEmpty(_ name: String) -> AWSError {
        make("BucketNotEmpty", "The bucket you tried to delete is not empty", 409, ("BucketName", name))
    }

    static let bucketNotEmptyOfVersions = make(
        "BucketNotEmpty", "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
        409)

    static func bucketAlreadyOwnedByYou(_ name: String) -> AWSError {
        make(
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.", 409,
            ("BucketName", name))
    }

    static func bucketAlreadyExists(_ name: String) -> AWSError {
        make(
            "BucketAlreadyExists",
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
                + "Please select a different name and try again.", 409, ("BucketName", name))
    }

    static func invalidBucketName(_ name: String) -> AWSError {
        make("InvalidBucketName", "The specified bucket is not valid.", 400, ("BucketName", name))
    }

    static let tooManyBuckets = make(
        "TooManyBuckets", "You have attempted to create more buckets than allowed", 400)

    static func entityTooLarge(_ limit: Int64) -> AWSError {
        make(
            "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400,
            ("MaxSizeAllowed", String(limit)))
    }

    static func entityTooSmall(part: Int, size: Int64, eTag: String) -> AWSError {
        make(
            "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400,
            ("ProposedSize", String(size)), ("MinSizeAllowed", String(5 << 20)), ("PartNumber", String(part)),
            ("ETag", eTag))
    }

    static let keyTooLong = make("KeyTooLongError", "Your key is too long", 400)

    static let metadataTooLarge = make(
        "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400,
        ("MaxSizeAllowed", "2048"))

    static let invalidPart = make(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
            + "entity tag may not match the part's entity tag.", 400)

    static let invalidPartOrder = make(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.", 400)

    static func invalidRange(_ range: String, size: Int64) -> AWSError {
        var error = make(
            "InvalidRange", "The requested range is not satisfiable", 416, ("RangeRequested", range),
            ("ActualObjectSize", String(size)))
        error.headers.add("content-range", "bytes */\(size)")
        return error
    }

    static func invalidPartNumber(_ number: Int, count: Int) -> AWSError {
        make(
            "InvalidPartNumber", "The requested partnumber is not satisfiable", 416,
            ("PartNumberRequested", String(number)), ("ActualPartCount", String(count)))
    }

    /// - Parameter condition: the header that does not hold, such as `If-Match`
    static func preconditionFailed(_ condition: String) -> AWSError {
        make(
            "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412,
            ("Condition", condition))
    }

    static func notModified(eTag: String, modifiedAt: Timestamp) -> AWSError {
        var error = make("NotModified", "Not Modified", 304)
        error.headers.add("etag", "\"\(eTag)\"")
        error.headers.add("last-modified", modifiedAt.httpDate)
        return error
    }

    static let invalidTag = make("InvalidTag", "The tag provided was not a valid tag.", 400)

    static func invalidTag(_ message: String) -> AWSError { make("InvalidTag", message, 400) }

    static let invalidStorage = make("InvalidStorageClass", "The storage class you specified is not valid", 400)

    static func notImplementedHeader(_ name: String) -> AWSError {
        make(
            "NotImplemented", "A header you provided implies functionality that is not implemented.", 501,
            ("Header", name))
    }

    static func malformedPolicy(_ message: String, detail: String? = nil) -> AWSError {
        var error = make("MalformedPolicy", message, 400)
        if let detail { error.fields.add("Detail", detail) }
        return error
    }

    static let invalidBucketState = make(
        "InvalidBucketState",
        "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.", 409)

    static let conditionalConflict = make(
        "ConditionalRequestConflict",
        "The conditional request cannot succeed due to a conflicting operation against this resource.", 409)

    static func missingConfiguration(_ code: String, _ message: String, _ bucket: String) -> AWSError {
        make(code, message, 404, ("BucketName", bucket))
    }
}

extension Timestamp {
    /// As HTTP writes dates: `Sun, 06 Nov 1994 08:49:37 GMT`.
    var httpDate: String {
        let civil = CivilTime(self)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int(((seconds / 86400) % 7 + 7) % 7)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(days[day]), \(two(civil.day)) \(months[civil.month - 1]) \(civil.year) "
            + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second)) GMT"
    }
}
