import AWSProtocols
import Essentials
import S3Model
import ServiceKit
import Store

extension S3 {
    static func listConditions(prefix: String?, delimiter: String?, limit: Int?) -> S3Conditions {
        var conditions = S3Conditions()
        conditions.set("prefix", prefix)
        conditions.set("delimiter", delimiter)
        conditions.set("max-keys", limit.map(String.init))
        return conditions
    }

    /// Source: Amazon S3 API reference, ListObjectsV2.
    func listObjectsV2(
        _ input: ListObjectsV2Request, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) async throws -> ListObjectsV2Output {
        let record = bucket.value.record
        let limit = try pageLimit(input.maxKeys, name: "max-keys")
        if let token = input.continuationToken, token.isEmpty {
            throw AWSError.invalidArgument(
                "The continuation token provided is incorrect", name: "continuation-token", value: token)
        }
        let query = RecordQuery(ObjectRecord.kind, in: .region(nil, nil))
        let after = try input.continuationToken.map { token in
            do {
                return try pageTokens.position(from: token, of: query, context: record.id).key.id
            } catch {
                throw AWSError.invalidArgument(
                    "The continuation token provided is incorrect", name: "continuation-token", value: nil)
            }
        }
        let request = KeyListRequest(
            prefix: input.prefix ?? "", delimiter: input.delimiter, after: after ?? input.startAfter, limit: limit)
        let page = try await store.read { try $0.objects(of: record, request) }
        let text = ListingText(input.encodingType)
        let next = page.next.map { last in
            pageTokens.token(
                for: RecordPosition(value: nil, key: RecordKey(account: nil, region: nil, id: last)), of: query,
                context: record.id)
        }
        return ListObjectsV2Output(
            isTruncated: next != nil,
            contents: page.entries.isEmpty
                ? nil : page.entries.map { Object($0, text, showingOwner: input.fetchOwner == true) },
            name: record.name, prefix: text(input.prefix ?? ""), delimiter: text.optional(input.delimiter),
            maxKeys: limit, commonPrefixes: text.prefixes(page.commonPrefixes), encodingType: input.encodingType,
            keyCount: page.count, continuationToken: input.continuationToken, nextContinuationToken: next,
            startAfter: text.optional(input.startAfter))
    }

    /// Source: Amazon S3 API reference, ListObjects.
    func listObjects(
        _ input: ListObjectsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) async throws -> ListObjectsOutput {
        let record = bucket.value.record
        let limit = try pageLimit(input.maxKeys, name: "max-keys")
        let marker = input.marker.flatMap { $0.isEmpty ? nil : $0 }
        let request = KeyListRequest(
            prefix: input.prefix ?? "", delimiter: input.delimiter, after: marker, limit: limit)
        let page = try await store.read { try $0.objects(of: record, request) }
        let text = ListingText(input.encodingType)
        return ListObjectsOutput(
            isTruncated: page.next != nil, marker: text(input.marker ?? ""),
            // Without a delimiter the last key tells as much.
            nextMarker: input.delimiter == nil ? nil : text.optional(page.next),
            contents: page.entries.isEmpty ? nil : page.entries.map { Object($0, text, showingOwner: true) },
            name: record.name, prefix: text(input.prefix ?? ""), delimiter: text.optional(input.delimiter),
            maxKeys: limit,
            commonPrefixes: text.prefixes(page.commonPrefixes), encodingType: input.encodingType)
    }

    /// Source: Amazon S3 API reference, ListObjectVersions.
    func listObjectVersions(
        _ input: ListObjectVersionsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) async throws -> ListObjectVersionsOutput {
        let record = bucket.value.record
        let limit = try pageLimit(input.maxKeys, name: "max-keys")
        let marker = input.keyMarker.flatMap { $0.isEmpty ? nil : $0 }
        let version = input.versionIdMarker.flatMap { $0.isEmpty ? nil : $0 }
        guard version == nil || marker != nil else {
            throw AWSError.invalidArgument(
                "A version-id marker cannot be specified without a key marker.", name: "version-id-marker",
                value: version)
        }
        let page = try await store.read { transaction in
            var request = KeyListRequest(
                prefix: input.prefix ?? "", delimiter: input.delimiter, after: marker, limit: limit)
            if let version, let marker {
                request.afterSuffix = try transaction.suffix(of: version, marker, in: record)
            }
            return try transaction.versions(of: record, request)
        }
        let text = ListingText(input.encodingType)
        let versions = page.entries.filter { !$0.object.isMarker }.map { ObjectVersion($0, text) }
        let markers = page.entries.filter(\.object.isMarker).map { DeleteMarkerEntry($0, text) }
        return ListObjectVersionsOutput(
            isTruncated: page.next != nil, keyMarker: text(input.keyMarker ?? ""),
            versionIdMarker: input.versionIdMarker ?? "", nextKeyMarker: text.optional(page.next),
            nextVersionIdMarker: page.nextSuffix, versions: versions.isEmpty ? nil : versions,
            deleteMarkers: markers.isEmpty ? nil : markers, name: record.name, prefix: text(input.prefix ?? ""),
            delimiter: text.optional(input.delimiter), maxKeys: limit,
            commonPrefixes: text.prefixes(page.commonPrefixes),
            encodingType: input.encodingType)
    }
}

extension ReadTransaction {
    /// The suffix of the record after which the versions that are older than `version` come.
    fileprivate func suffix(of version: String, _ key: String, in bucket: BucketRecord) throws -> String {
        if let sequence = VersionID.sequence(of: version) { return VersionRecord.suffix(sequence) }
        guard version == VersionID.null else { throw AWSError.invalidVersionID(version) }
        // The current version comes before all records of others.
        return try nullVersion(key, in: bucket).map { VersionRecord.suffix($0.object.sequence) } ?? "0"
    }
}

extension Object {
    init(_ object: StoredObject, _ text: ListingText, showingOwner: Bool) {
        self.init(
            key: text(object.key), lastModified: object.modifiedAt, eTag: object.quotedETag,
            checksumAlgorithm: object.checksum?.kind.algorithm.map { [$0] }, checksumType: object.checksum?.type,
            size: Int(object.size), storageClass: ObjectStorageClass(rawValue: object.storageClass ?? "STANDARD"),
            owner: showingOwner ? Owner(object.owner) : nil)
    }
}

extension ObjectVersion {
    init(_ version: ListedVersion, _ text: ListingText) {
        let object = version.object
        self.init(
            eTag: object.quotedETag, checksumAlgorithm: object.checksum?.kind.algorithm.map { [$0] },
            checksumType: object.checksum?.type, size: Int(object.size), storageClass: .standard, key: text(object.key),
            versionId: object.versionID, isLatest: version.isLatest, lastModified: object.modifiedAt,
            owner: Owner(object.owner))
    }
}

extension DeleteMarkerEntry {
    init(_ version: ListedVersion, _ text: ListingText) {
        self.init(
            owner: Owner(version.object.owner), key: text(version.object.key), versionId: version.object.versionID,
            isLatest: version.isLatest, lastModified: version.object.modifiedAt)
    }
}
