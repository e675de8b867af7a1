import AWSProtocols
import Essentials
import PolicyEngine
import S3Model
import ServiceKit
import Store

extension S3 {
    func deleteBucket(
        _ input: DeleteBucketRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let bucket = bucket.value
        return Change { transaction in
            let record = try transaction.present(bucket)
            if try transaction.holdsAny(ObjectRecord.kind, of: record) { throw AWSError.bucketNotEmpty(record.name) }
            if try transaction.holdsAny(VersionRecord.kind, of: record) { throw AWSError.bucketNotEmptyOfVersions }
            try transaction.abandonUploads(of: record)
            try transaction.delete(BucketRecord.self, record.key)
            return EmptyStructure()
        }
    }

    func headBucket(
        _ input: HeadBucketRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> HeadBucketOutput {
        HeadBucketOutput(
            bucketArn: bucket.value.arn, bucketRegion: bucket.value.record.region.description, accessPointAlias: false)
    }

    func getBucketLocation(
        _ input: GetBucketLocationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> GetBucketLocationOutput {
        // us-east-1 has no constraint.
        GetBucketLocationOutput(
            locationConstraint: BucketLocationConstraint(rawValue: bucket.value.record.region.description))
    }

    /// The buckets of the caller's account; others' are not in the list whatever the policies say.
    func ownBuckets(_ input: ListBucketsRequest, in scope: RequestScope) -> Target<AccountID> {
        if scope.caller.isAnonymous {
            return Target(scope.account, AccessCheck(action: "s3:ListAllMyBuckets", account: scope.account))
        }
        return Target(
            scope.account,
            AccessCheck(
                action: "s3:ListAllMyBuckets", account: scope.account,
                conditionKeys: { S3Conditions().value($0, of: scope.account, in: scope) }))
    }

    func listBuckets(
        _ input: ListBucketsRequest, of account: Authorized<AccountID>, in scope: RequestScope
    ) async throws -> ListBucketsOutput {
        let query = RecordQuery(
            BucketRecord.kind, in: .region(nil, nil), where: .equals(.owner, .string(account.value.description)))
        let limit = input.maxBuckets ?? Self.bucketLimit
        guard (1...Self.bucketLimit).contains(limit) else {
            throw AWSError.invalidArgument(
                "Argument max-buckets must be an integer between 1 and 10000", name: "max-buckets",
                value: String(limit))
        }
        let prefix = input.prefix ?? ""
        let token = input.continuationToken
        let tokens = pageTokens
        let (found, next) = try await store.read { transaction -> ([BucketRecord], String?) in
            var position = try token.map { token in
                do {
                    return try tokens.position(from: token, of: query, context: prefix)
                } catch StoreError.pageTokenRefused {
                    throw AWSError.invalidArgument(
                        "The continuation token provided is incorrect", name: "continuation-token", value: nil)
                }
            }
            var found: [BucketRecord] = []
            while true {
                let page: RecordPage<BucketRecord> = try transaction.query(
                    in: query.scope, where: query.predicate, limit: 500, after: position)
                for bucket in page.records.map(\.record) where Self.isListed(bucket, prefix, input.bucketRegion) {
                    if found.count == limit, let last = found.last {
                        let position = RecordPosition(value: nil, key: last.key)
                        return (found, tokens.token(for: position, of: query, context: prefix))
                    }
                    found.append(bucket)
                }
                guard let next = page.next else { return (found, nil) }
                position = next
            }
        }
        // The older form of the list does not tell regions.
        let isPaged = input.maxBuckets != nil || token != nil || input.prefix != nil || input.bucketRegion != nil
        return ListBucketsOutput(
            buckets: found.map { bucket in
                S3Model.Bucket(
                    name: bucket.name, creationDate: bucket.createdAt,
                    bucketRegion: isPaged ? bucket.region.description : nil, bucketArn: bucket.arn)
            }, owner: Owner(account.value), continuationToken: next, prefix: input.prefix)
    }

    private static func isListed(_ bucket: BucketRecord, _ prefix: String, _ region: String?) -> Bool {
        bucket.name.hasPrefix(prefix) && (region == nil || region == bucket.region.description)
    }
}

extension ReadTransaction {
    fileprivate func holdsAny(_ kind: RecordKind, of bucket: BucketRecord) throws -> Bool {
        let start = RecordKey(account: nil, region: nil, id: "\(bucket.id)/")
        let rows = try rows(
            RecordQuery(kind, in: .region(nil, nil)), after: RecordPosition(value: nil, key: start), limit: 1)
        return rows.first.map { ObjectPlace.parse($0.0.key.id, in: bucket.id) != nil } ?? false
    }
}

extension WriteTransaction {
    /// S3 deletes buckets that have uploads under way, and those with them.
    fileprivate func abandonUploads(of bucket: BucketRecord) throws {
        let query = RecordQuery(UploadRecord.kind, in: .region(nil, nil))
        let start = RecordPosition(value: nil, key: RecordKey(account: nil, region: nil, id: "\(bucket.id)/"))
        while let (row, _) = try rows(query, after: start, limit: 1).first,
            ObjectPlace.parse(row.key.id, in: bucket.id) != nil,
            let upload = try get(UploadRecord.self, row.key)?.record
        {
            try abandon(upload)
        }
    }
}
