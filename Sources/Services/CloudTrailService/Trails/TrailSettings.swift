import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import TrailFormat

/// What CreateTrail and UpdateTrail are told of a trail, checked by itself.
struct TrailSettings: Sendable {
    var bucket: String
    var prefix: String?
    var topic: String?
    var logGroupARN: String?
    var logRoleARN: String?
    var keyID: String?
    var isMultiRegion: Bool
    var includesGlobalServices: Bool
    var validatesFiles: Bool
    var isOfOrganization: Bool

    init(_ input: CreateTrailRequest) {
        bucket = input.s3BucketName
        prefix = input.s3KeyPrefix.nonEmpty
        topic = input.snsTopicName.nonEmpty
        logGroupARN = input.cloudWatchLogsLogGroupArn.nonEmpty
        logRoleARN = input.cloudWatchLogsRoleArn.nonEmpty
        keyID = input.kmsKeyId.nonEmpty
        isMultiRegion = input.isMultiRegionTrail ?? false
        includesGlobalServices = input.includeGlobalServiceEvents ?? true
        validatesFiles = input.enableLogFileValidation ?? false
        isOfOrganization = input.isOrganizationTrail ?? false
    }

    /// A trail's settings with what the input changes: an empty text takes away.
    init(_ trail: TrailRecord, changedBy input: UpdateTrailRequest) {
        let old = trail.destination
        bucket = input.s3BucketName ?? old.bucket
        prefix = input.s3KeyPrefix.map { $0.isEmpty ? nil : $0 } ?? old.prefix
        topic = input.snsTopicName.map { $0.isEmpty ? nil : $0 } ?? old.topicARN
        logGroupARN = input.cloudWatchLogsLogGroupArn.map { $0.isEmpty ? nil : $0 } ?? old.logGroupARN
        logRoleARN = input.cloudWatchLogsRoleArn.map { $0.isEmpty ? nil : $0 } ?? old.logRoleARN
        keyID = input.kmsKeyId.map { $0.isEmpty ? nil : $0 } ?? old.keyARN
        isMultiRegion = input.isMultiRegionTrail ?? trail.isMultiRegion
        includesGlobalServices = input.includeGlobalServiceEvents ?? trail.includesGlobalServices
        validatesFiles = input.enableLogFileValidation ?? trail.validatesFiles
        isOfOrganization = input.isOrganizationTrail ?? (trail.organizationID != nil)
    }

    /// Throws what CloudTrail answers to settings that cannot be, whatever there is elsewhere.
    func check() throws(AWSError) {
        guard TrailBucketName.isValid(bucket) else {
            throw AWSError(.invalidS3BucketNameException, "Bucket name \(bucket) is not valid.")
        }
        if let prefix, !TrailKeyPrefix.isValid(prefix) {
            throw AWSError(
                .invalidS3PrefixException,
                prefix.utf8.count > 200
                    ? "The maximum length of the S3 prefix is 200 characters." : "S3 prefix \(prefix) is not valid.")
        }
        if let topic { try Self.checkTopic(topic) }
        guard (logGroupARN == nil) == (logRoleARN == nil) else {
            throw .combination("You must specify both CloudWatchLogsLogGroupArn and CloudWatchLogsRoleArn.")
        }
        guard includesGlobalServices || !isMultiRegion else {
            throw .combination("Multi-Region trail must include global service events.")
        }
    }

    private static func checkTopic(_ topic: String) throws(AWSError) {
        let name = topic.hasPrefix("arn:") ? ARN(topic).flatMap { $0.service == "sns" ? $0.resource : nil } : topic
        let isName = (name ?? "").utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard let name, isName, (1...256).contains(name.utf8.count) else {
            throw AWSError(.invalidSnsTopicNameException, "SNS topic name \(topic) is not valid.")
        }
    }

    /// The ARN of the topic, which a name alone puts in the trail's own account and Region.
    func topicARN(account: AccountID, home: Region) -> String? {
        topic.map { $0.hasPrefix("arn:") ? $0 : "arn:aws:sns:\(home):\(account):\($0)" }
    }
}

extension String? {
    fileprivate var nonEmpty: String? { self?.isEmpty == true ? nil : self }
}
