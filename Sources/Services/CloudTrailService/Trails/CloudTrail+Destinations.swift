import AWSProtocols
import CloudTrailModel
import Essentials
import HTTPMessage
import KMSModel
import LogsModel
import S3Model
import SNSModel
import ServiceKit
import TrailFormat

extension CloudTrail {
    /// Where a trail with these settings delivers. Throws where a delivery that is tried now does not succeed.
    /// - Parameter caller: who sets it: the account that a log group must be of
    func destination(
        _ settings: TrailSettings, of trailARN: String, _ owner: AccountID, _ home: Region, _ organization: String?,
        caller: RequestScope
    ) async throws -> TrailDestination {
        let trial = DeliveryTrial(
            calls: calls, invoker: Invoker(Self.principal, .itself(account: owner), source: trailARN), account: owner,
            home: home, organization: organization)
        var destination = TrailDestination(bucket: settings.bucket, prefix: settings.prefix)
        if let key = settings.keyID { destination.keyARN = try await trial.keyARN(key) }
        try await trial.tryBucket(destination, trailARN: trailARN, withDigests: settings.validatesFiles)
        if let topic = settings.topicARN(account: owner, home: home) {
            try await trial.tryTopic(topic)
            destination.topicARN = topic
        }
        if let group = settings.logGroupARN, let role = settings.logRoleARN {
            try await trial.tryLogs(group: group, role: role, of: [owner, caller.account])
            (destination.logGroupARN, destination.logRoleARN) = (group, role)
        }
        return destination
    }
}

/// Tries what a trail is going to do, and tells failures as CreateTrail and UpdateTrail do.
///
/// Source: CloudTrail API reference, the errors of CreateTrail; user guide, "Amazon S3 bucket policy for CloudTrail".
struct DeliveryTrial: Sendable {
    let calls: any ServiceCalling
    let invoker: Invoker
    let account: AccountID
    let home: Region
    let organization: String?

    /// The ARN of a key that CloudTrail may use.
    func keyARN(_ id: String) async throws -> String {
        do {
            let region = ARN(id).flatMap { Region($0.region) } ?? home
            let key = try await calls.call(
                KMSOperations.describeKey, DescribeKeyRequest(keyId: id), as: invoker, in: region
            ).keyMetadata
            guard let key, let arn = key.arn else { throw AWSError.internalFailure }
            guard key.keyState == .enabled else {
                throw AWSError(.kmsException, "The KMS key \(arn) is not enabled.")
            }
            return arn
        } catch let error as AWSError {
            switch error.code(in: .json) {
            case "NotFoundException":
                throw AWSError(.kmsKeyNotFoundException, "KMS key \(id) does not exist.")
            case "InvalidArnException", "ValidationException":
                throw AWSError(.invalidKmsKeyIdException, "KMS key ID \(id) is not valid.")
            case "AccessDeniedException":
                throw AWSError(
                    .insufficientEncryptionPolicyException, "Insufficient permissions to access KMS key \(id).")
            default: throw error
            }
        }
    }

    /// Asks for the bucket's access control list, as the policy must allow, and makes the folders of the files.
    func tryBucket(_ destination: TrailDestination, trailARN: String, withDigests: Bool) async throws {
        let bucket = destination.bucket
        do {
            _ = try await calls.call(
                S3Operations.getBucketAcl, GetBucketAclRequest(bucket: bucket), as: invoker, in: home)
            let folder = TrailFolder(
                prefix: destination.prefix, organization: organization, account: account, region: home
            ).accountFolder
            for name in withDigests ? ["CloudTrail", "CloudTrail-Digest"] : ["CloudTrail"] {
                let request = destination.putRequest(key: "\(folder)/\(name)/", trailARN: trailARN)
                _ = try await calls.call(S3Operations.putObject, request, as: invoker, in: home)
            }
        } catch let error as AWSError {
            throw Self.refusal(error, bucket: bucket, key: destination.keyARN)
        }
    }

    private static func refusal(_ error: AWSError, bucket: String, key: String?) -> AWSError {
        switch error.restCode {
        case "NoSuchBucket":
            return AWSError(.s3BucketDoesNotExistException, "S3 bucket \(bucket) does not exist!")
        case let code where code.hasPrefix("KMS.") || (key != nil && error.message?.contains("kms:") == true):
            return AWSError(
                .insufficientEncryptionPolicyException,
                "Insufficient permissions to access S3 bucket \(bucket) or KMS key \(key ?? "").")
        case "AccessDenied", "AllAccessDisabled", "AccessControlListNotSupported":
            return AWSError(
                .insufficientS3BucketPolicyException, "Incorrect S3 bucket policy is detected for bucket: \(bucket)")
        default: return error
        }
    }

    /// Sends the topic a message, as CloudTrail does.
    func tryTopic(_ topic: String) async throws {
        let region = ARN(topic).flatMap { Region($0.region) } ?? home
        do {
            _ = try await calls.call(
                SNSOperations.publish, PublishInput(message: "CloudTrail validation message.", topicArn: topic),
                as: invoker, in: region)
        } catch let error as AWSError {
            switch error.code(in: .query) {
            case "NotFound", "AuthorizationError", "AccessDenied", "InvalidParameter":
                throw AWSError(
                    .insufficientSnsTopicPolicyException, "SNS Topic does not exist or the topic policy is incorrect!")
            case let code where code.hasPrefix("KMS"):
                throw AWSError(
                    .insufficientEncryptionPolicyException, "Insufficient permissions to use the KMS key of the topic.")
            default: throw error
            }
        }
    }

    /// Makes the log stream of the trail, in its role.
    /// - Parameter accounts: whose group and role may be named
    func tryLogs(group: String, role: String, of accounts: [AccountID]) async throws {
        guard let place = LogGroupPlace(group), accounts.contains(place.account) else {
            throw AWSError(
                .invalidCloudWatchLogsLogGroupArnException, "CloudTrail cannot validate the specified log group ARN.")
        }
        guard let arn = ARN(role), arn.service == "iam", arn.resource.hasPrefix("role/"),
            AccountID(arn.account) == place.account
        else {
            throw AWSError(
                .invalidCloudWatchLogsRoleArnException, "CloudTrail cannot validate the specified role ARN.")
        }
        do {
            try await place.makeStream(
                LogGroupPlace.streamName(organization: organization, account: account, region: home),
                by: calls, in: role, source: invoker.source)
        } catch let error as AWSError {
            switch error.code(in: .json) {
            case "ResourceNotFoundException":
                throw AWSError(
                    .invalidCloudWatchLogsLogGroupArnException, "The specified log group does not exist: \(group)")
            case "AccessDeniedException" where error.message?.contains("sts:AssumeRole") == true:
                throw AWSError(
                    .invalidCloudWatchLogsRoleArnException,
                    "Access denied. Check the trust relationships for your role.")
            case "AccessDeniedException":
                throw AWSError(
                    .invalidCloudWatchLogsLogGroupArnException,
                    "Access denied. Check the permissions for your role.")
            case "AccessDenied", "NoSuchEntity":
                throw AWSError(
                    .invalidCloudWatchLogsRoleArnException,
                    "Access denied. Check the trust relationships for your role.")
            default: throw error
            }
        }
    }
}
