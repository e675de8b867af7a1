import AWSProtocols
import Essentials
import HTTPMessage
import PolicyEngine
import S3Model
import ServiceKit
import Store

extension S3 {
    /// The questions before an object is written: to write it, and to give it what the call gives it.
    func newObject<Input: ObjectDescription>(
        _ input: Input, _ conditions: (inout S3Conditions) -> Void = { _ in }, in scope: RequestScope
    ) throws -> Target<NewObject> {
        let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
        try input.check()
        let tags = try TagSet(query: input.tagging).tags
        var known = input.conditions(tags)
        conditions(&known)
        var actions: [ActionName] = ["s3:PutObject"]
        let grants = [input.grantFullControl, input.grantRead, input.grantReadACP, input.grantWriteACP]
        // The policies that services ask for allow them to write with an access control list, and do not name this.
        if !scope.isOfService, input.acl != nil || grants.contains(where: { $0 != nil }) {
            actions.append("s3:PutObjectAcl")
        }
        if input.tagging != nil { actions.append("s3:PutObjectTagging") }
        if input.objectLockMode != nil || input.objectLockRetainUntilDate != nil {
            actions.append("s3:PutObjectRetention")
        }
        if input.objectLockLegalHoldStatus != nil { actions.append("s3:PutObjectLegalHold") }
        let grant = check("s3:PutObject", bucket, permission: "WRITE", in: scope).grant
        let checks = actions.enumerated().map { index, action in
            var check = check(action, bucket, key: input.key, given: known, in: scope)
            if index == 0 { check.grant = grant }
            return check
        }
        return Target(NewObject(bucket: bucket, key: input.key, tags: tags), checks: checks)
    }

    func objectToPut(_ input: PutObjectRequest, in scope: RequestScope) throws -> Target<NewObject> {
        var target = try newObject(
            input,
            { conditions in
                conditions.set("if-match", input.ifMatch)
                conditions.set("if-none-match", input.ifNoneMatch)
            }, in: scope)
        // Whoever makes a write depend on an object's content tells whether it has that.
        if input.ifMatch != nil {
            let bucket = target.resource.bucket
            let current = try store.readNow { try $0.current(input.key, in: bucket.record) }
            target.checks.append(
                check("s3:GetObject", bucket, key: input.key, current, permission: "READ", in: scope))
        }
        return target
    }

    /// Source: Amazon S3 API reference, PutObject.
    func putObject(
        _ input: PutObjectRequest, as place: Authorized<NewObject>, in scope: RequestScope
    ) async throws -> Change<PutObjectOutput> {
        guard input.writeOffsetBytes == nil else { throw AWSError.notImplementedHeader("x-amz-write-offset-bytes") }
        let (bucket, tags) = (place.value.bucket, place.value.tags)
        let condition = try WriteCondition(ifMatch: input.ifMatch, ifNoneMatch: input.ifNoneMatch)
        let given = try given(input, algorithm: input.checksumAlgorithm, md5: input.contentMD5, scope.trailer)
        var object = try describe(input, tags, in: bucket, scope)
        try store.readNow { try condition.check($0.object(input.key, nil, in: bucket.record), input.key) }
        let (encryption, secret) = try await encryption(input, in: bucket, scope)
        let written = try await receive(
            scope.payload, trailer: scope.trailer, length: input.contentLength, limit: ObjectLimits.contentSize,
            under: secret, given: given,
            at: scope.now)
        try object.take(written, given.kind, encryption)
        return Change { [object] transaction in
            let record = try transaction.present(bucket)
            try condition.check(transaction.object(object.key, nil, in: record), object.key)
            let stored = try transaction.install(object, in: record, random)
            written.blob.keep()
            try transaction.tell(
                .created(scope.arrival?.signature == .form ? .post : .put, stored), of: record, in: scope)
            return PutObjectOutput(of: stored, in: record)
        }
    }

    func given(
        _ input: some ChecksumMembers, algorithm: ChecksumAlgorithm?, md5: String?, _ trailer: PayloadTrailer
    ) throws(AWSError) -> GivenChecksums {
        try input.requireKnownChecksums()
        var given = GivenChecksums(md5: md5, values: input.checksums)
        let trailed = ChecksumKind.allCases.first { trailer.announced.contains("x-amz-checksum-\($0.headerSuffix)") }
        let named = try algorithm?.kind
        given.announced = trailed ?? named
        try given.check()
        return given
    }

    /// What is known of the object before its content.
    func describe(
        _ input: some ObjectDescription, _ tags: [StoredTag], in bucket: Bucket, _ scope: RequestScope
    ) throws -> StoredObject {
        let owner = try ownership(input, in: bucket, scope)
        var object = StoredObject(
            key: input.key, versionID: VersionID.null, sequence: 0, modifiedAt: scope.now, owner: owner.account)
        object.acl = owner.acl
        object.headers = input.keptHeaders
        object.metadata = input.keptMetadata
        object.tags = tags.isEmpty ? nil : tags
        object.storageClass = input.storageClass == .standard ? nil : input.storageClass?.rawValue
        object.lock = try lock(input, in: bucket, at: scope.now)
        return object
    }
}

/// A key that is to become an object.
struct NewObject: Sendable {
    let bucket: Bucket
    let key: String
    let tags: [StoredTag]
}

extension StoredObject {
    mutating func take(_ written: WrittenContent, _ kind: ChecksumKind, _ encryption: ObjectEncryption) throws {
        size = written.size
        // What KMS has to do with has no MD5 for an ETag.
        eTag = encryption.isKMS ? written.opaqueETag : written.eTag
        content = StoredContent(blob: written.blob.id.description)
        checksum = written.stored(kind)
        self.encryption = encryption
    }
}

extension WrittenContent {
    /// Of content whose digest is not to be told.
    var opaqueETag: String { String(blob.id.description.suffix(32)) }
}

extension PutObjectOutput {
    init(of object: StoredObject, in bucket: BucketRecord) {
        self.init(
            eTag: object.quotedETag, checksumType: object.checksum?.type,
            serverSideEncryption: object.encryption?.algorithm,
            versionId: object.shownVersion(in: bucket), ssekmsKeyId: object.encryption?.keyARN,
            ssekmsEncryptionContext: object.encryption?.shownContext,
            bucketKeyEnabled: object.encryption?.usesBucketKey == true ? true : nil)
        expiration = LifecycleRules(bucket).expirationHeader(of: object)
        set(object.checksum)
    }
}

extension StoredObject {
    var quotedETag: String { "\"\(eTag)\"" }

    /// Nil where the bucket has never kept versions.
    func shownVersion(in bucket: BucketRecord) -> String? { bucket.versioning == .never ? nil : versionID }
}

extension ObjectEncryption {
    var algorithm: ServerSideEncryption { isKMS ? .awsKms : .aes256 }

    /// As the header has it: base 64 of JSON.
    var shownContext: String? {
        guard isKMS, let context else { return nil }
        let members = context.sorted { $0.key < $1.key }.map { name, value in
            JSON.Object.Member(name: name, value: .string(value))
        }
        return Base64.encode(JSON.object(JSON.Object(members)).bytes)
    }
}

extension RequestScope {
    /// Whether a service calls as itself.
    fileprivate var isOfService: Bool {
        if case .service = caller.kind { true } else { false }
    }
}
