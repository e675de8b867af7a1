import AWSProtocols
import Essentials
import S3Model
import ServiceKit
import Store

extension S3 {
    /// Source: Amazon S3 API reference, PutObjectLockConfiguration.
    func putObjectLockConfiguration(
        _ input: PutObjectLockConfigurationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<PutObjectLockConfigurationOutput> {
        guard let configuration = input.objectLockConfiguration, configuration.objectLockEnabled == .enabled else {
            throw AWSError.malformedXML
        }
        if let rule = configuration.rule?.defaultRetention {
            guard rule.mode != nil, (rule.days == nil) != (rule.years == nil) else { throw AWSError.malformedXML }
            guard (1...36_500).contains(rule.days ?? 1), (1...100).contains(rule.years ?? 1) else {
                throw AWSError.invalidArgument(
                    "Default retention period must be a positive integer value.", name: "Days", value: nil)
            }
        }
        return change(bucket, answering: PutObjectLockConfigurationOutput()) { record in
            guard record.versioning == .enabled else {
                throw AWSError(
                    code: "InvalidBucketState",
                    "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration", status: 409)
            }
            record.objectLock = StoredConfiguration(configuration)
        }
    }

    func getObjectLockConfiguration(
        _ input: GetObjectLockConfigurationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetObjectLockConfigurationOutput {
        guard let configuration = bucket.value.record.objectLock?.value else {
            throw AWSError.missingConfiguration(
                "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket",
                bucket.value.name)
        }
        return GetObjectLockConfigurationOutput(objectLockConfiguration: configuration)
    }

    /// Whoever shortens or removes a governed retention must be allowed to.
    func retentionToPut(_ input: PutObjectRetentionRequest, in scope: RequestScope) async throws -> Target<FoundObject>
    {
        let find: Lookup<PutObjectRetentionRequest, FoundObject> = object(
            "s3:PutObjectRetention", versioned: "s3:PutObjectRetention", method: "PUT",
            conditions: { input in
                var conditions = S3Conditions()
                conditions.set("object-lock-mode", input.retention?.mode?.rawValue)
                conditions.set("object-lock-retain-until-date", input.retention?.retainUntilDate?.iso8601)
                return conditions
            })
        var target = try await find(input, scope)
        guard input.bypassGovernanceRetention == true else { return target }
        let found = target.resource
        if found.object.lock?.mode == .governance {
            target.checks.append(
                check("s3:BypassGovernanceRetention", found.bucket, key: input.key, found.object, in: scope))
        }
        return target
    }

    /// Source: Amazon S3 API reference, PutObjectRetention.
    func putObjectRetention(
        _ input: PutObjectRetentionRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) throws -> Change<PutObjectRetentionOutput> {
        let (mode, until) = (input.retention?.mode, input.retention?.retainUntilDate)
        guard (mode == nil) == (until == nil) else { throw AWSError.malformedXML }
        if let until, until <= scope.now { throw AWSError.retentionInThePast }
        let bypasses = input.bypassGovernanceRetention == true
        return changeObject(found, answering: PutObjectRetentionOutput()) { object, record in
            guard record.objectLock != nil else { throw AWSError.noLockConfiguration }
            var lock = object.lock ?? ObjectLock()
            let wanted = (mode?.rawValue).flatMap(ObjectLock.Mode.init(rawValue:))
            guard lock.allows(wanted, until: until, at: scope.now, bypassing: bypasses) else { throw AWSError.locked }
            (lock.mode, lock.retainUntil) = (wanted, until)
            object.lock = lock
        }
    }

    func getObjectRetention(
        _ input: GetObjectRetentionRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) throws -> GetObjectRetentionOutput {
        guard found.value.bucket.isLockEnabled else { throw AWSError.noLockConfiguration }
        guard let lock = found.value.object.lock, let mode = lock.mode else { throw AWSError.noObjectLock }
        return GetObjectRetentionOutput(
            retention: ObjectLockRetention(
                mode: ObjectLockRetentionMode(rawValue: mode.rawValue), retainUntilDate: lock.retainUntil))
    }

    func putObjectLegalHold(
        _ input: PutObjectLegalHoldRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) throws -> Change<PutObjectLegalHoldOutput> {
        guard let status = input.legalHold?.status else { throw AWSError.malformedXML }
        return changeObject(found, answering: PutObjectLegalHoldOutput()) { object, record in
            guard record.objectLock != nil else { throw AWSError.noLockConfiguration }
            var lock = object.lock ?? ObjectLock()
            lock.isHeld = status == .on
            object.lock = lock
        }
    }

    func getObjectLegalHold(
        _ input: GetObjectLegalHoldRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) throws -> GetObjectLegalHoldOutput {
        guard found.value.bucket.isLockEnabled else { throw AWSError.noLockConfiguration }
        guard let isHeld = found.value.object.lock?.isHeld else { throw AWSError.noObjectLock }
        return GetObjectLegalHoldOutput(legalHold: ObjectLockLegalHold(status: isHeld ? .on : .off))
    }
}

extension AWSError {
    fileprivate static let noObjectLock = AWSError(
        code: "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration",
        status: 404)
}
