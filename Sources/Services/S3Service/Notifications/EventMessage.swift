import Essentials

/// What S3 sends to topics. Source: Amazon S3 user guide, "Event message structure".
enum EventMessage {
    static func records(
        _ event: ObjectEvent, of bucket: BucketRecord, configuration: String, _ cause: EventCause
    ) -> String {
        let object = event.object
        var shown: JSON.Object = ["key": .string(ListingText(.url)(object.key))]
        if case .created = event { shown.append("size", .integer(object.size)) }
        if !object.eTag.isEmpty { shown.append("eTag", .string(object.eTag)) }
        if bucket.versioning != .never { shown.append("versionId", .string(object.versionID)) }
        shown.append("sequencer", .string(object.sequencer))
        let record: JSON = [
            "eventVersion": "2.3", "eventSource": "aws:s3", "awsRegion": .string(bucket.region.description),
            "eventTime": .string(CivilTime(cause.now).iso8601WithMilliseconds), "eventName": .string(event.name),
            "userIdentity": ["principalId": .string(cause.principalID)],
            "requestParameters": ["sourceIPAddress": .string(cause.address)],
            "responseElements": [
                "x-amz-request-id": .string(cause.requestID),
                "x-amz-id-2": .string(Base64.encode(Array(cause.requestID.utf8))),
            ],
            "s3": [
                "s3SchemaVersion": "1.0", "configurationId": .string(configuration),
                "bucket": [
                    "name": .string(bucket.name),
                    "ownerIdentity": ["principalId": .string(CanonicalUser.id(of: bucket.owner))],
                    "arn": .string(bucket.arn),
                ], "object": .object(shown),
            ],
        ]
        return (["Records": [record]] as JSON).text
    }

    /// Sent once when a bucket is told to notify a topic.
    static func test(_ bucket: BucketRecord, _ cause: EventCause) -> String {
        ([
            "Service": "Amazon S3", "Event": "s3:TestEvent",
            "Time": .string(CivilTime(cause.now).iso8601WithMilliseconds), "Bucket": .string(bucket.name),
            "RequestId": .string(cause.requestID),
            "HostId": .string(Base64.encode(Array(cause.requestID.utf8))),
        ] as JSON).text
    }

    static let subject = "Amazon S3 Notification"
}
