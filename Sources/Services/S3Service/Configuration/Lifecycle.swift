import AWSProtocols
import Essentials
import S3Model
import ServiceKit

extension S3 {
    /// Source: Amazon S3 API reference, PutBucketLifecycleConfiguration.
    func putBucketLifecycleConfiguration(
        _ input: PutBucketLifecycleConfigurationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<PutBucketLifecycleConfigurationOutput> {
        guard var configuration = input.lifecycleConfiguration, (1...1000).contains(configuration.rules.count) else {
            throw AWSError.malformedXML
        }
        var ids: Set<String> = []
        for index in configuration.rules.indices {
            let id = configuration.rules[index].id.flatMap { $0.isEmpty ? nil : $0 } ?? scope.random.uuid()
            guard id.utf8.count <= 255 else {
                throw AWSError.invalidArgument(
                    "ID length should not exceed allowed limit of 255", name: "ID", value: id)
            }
            guard ids.insert(id).inserted else {
                throw AWSError.invalidArgument(
                    "Rule ID must be unique. Found same ID for more than one rule", name: "ID", value: id)
            }
            configuration.rules[index].id = id
            try configuration.rules[index].check()
        }
        let minimum = input.transitionDefaultMinimumObjectSize
        let output = PutBucketLifecycleConfigurationOutput(transitionDefaultMinimumObjectSize: minimum)
        return change(bucket, answering: output) { [configuration] record in
            record.lifecycle = StoredConfiguration(configuration)
            record.transitionMinimum = minimum?.rawValue
            record.lifecycleDoneThrough = nil
        }
    }

    func getBucketLifecycleConfiguration(
        _ input: GetBucketLifecycleConfigurationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetBucketLifecycleConfigurationOutput {
        let record = bucket.value.record
        guard let lifecycle = record.lifecycle else {
            throw AWSError.missingConfiguration(
                "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", record.name)
        }
        return GetBucketLifecycleConfigurationOutput(
            rules: lifecycle.value.rules,
            transitionDefaultMinimumObjectSize: record.transitionMinimum.flatMap(
                TransitionDefaultMinimumObjectSize.init(rawValue:))
                ?? TransitionDefaultMinimumObjectSize.allStorageClasses128k)
    }

    func deleteBucketLifecycle(
        _ input: DeleteBucketLifecycleRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(bucket, answering: EmptyStructure()) { record in
            record.lifecycle = nil
            record.lifecycleDoneThrough = nil
        }
    }
}

extension LifecycleRule {
    fileprivate func check() throws(AWSError) {
        guard (transitions ?? []).isEmpty, (noncurrentVersionTransitions ?? []).isEmpty else {
            throw AWSError(
                code: "NotImplemented", "Transitions are not implemented: objects stay in the storage class they have.",
                status: 501)
        }
        guard prefix == nil || filter == nil, prefix != nil || filter != nil else { throw .malformedXML }
        guard expiration != nil || noncurrentVersionExpiration != nil || abortIncompleteMultipartUpload != nil else {
            throw .invalidRequest("At least one action needs to be specified in a rule.")
        }
        if let filter {
            let kinds = [
                filter.prefix != nil, filter.tag != nil, filter.objectSizeGreaterThan != nil,
                filter.objectSizeLessThan != nil, filter.and != nil,
            ]
            guard kinds.count(where: { $0 }) <= 1 else { throw .malformedXML }
        }
        let hasTags = filter?.tag != nil || filter?.and?.tags?.isEmpty == false
        if let expiration {
            let given = [expiration.date != nil, expiration.days != nil, expiration.expiredObjectDeleteMarker == true]
            guard given.count(where: { $0 }) == 1 else { throw .malformedXML }
            try Self.requirePositive(expiration.days, "'Days' for Expiration action must be a positive integer")
            if let date = expiration.date, date.milliseconds % 86_400_000 != 0 {
                throw .invalidArgument("'Date' must be at midnight GMT", name: "Date", value: date.iso8601)
            }
            guard !hasTags || expiration.expiredObjectDeleteMarker != true else {
                throw .invalidRequest("ExpiredObjectDeleteMarker cannot be specified with Tags.")
            }
        }
        if let noncurrent = noncurrentVersionExpiration {
            guard noncurrent.noncurrentDays != nil else { throw .malformedXML }
            try Self.requirePositive(
                noncurrent.noncurrentDays,
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer")
            if let kept = noncurrent.newerNoncurrentVersions, !(1...100).contains(kept) {
                throw .invalidArgument(
                    "'NewerNoncurrentVersions' must be an integer between 1 and 100", name: "NewerNoncurrentVersions",
                    value: String(kept))
            }
        }
        if let abort = abortIncompleteMultipartUpload {
            try Self.requirePositive(
                abort.daysAfterInitiation,
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer")
            guard !hasTags else {
                throw .invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags.")
            }
        }
    }

    private static func requirePositive(_ days: Int?, _ message: String) throws(AWSError) {
        guard let days else { return }
        // Beyond this, dates leave the calendar.
        guard days > 0, days <= 2_000_000 else {
            throw .invalidArgument(message, name: "Days", value: String(days))
        }
    }
}
