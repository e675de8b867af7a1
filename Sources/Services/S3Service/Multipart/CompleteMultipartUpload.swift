import AWSProtocols
import Crypto
import Essentials
import S3Model
import ServiceKit
import Store

extension S3 {
    /// Source: Amazon S3 API reference, CompleteMultipartUpload.
    func completeMultipartUpload(
        _ input: CompleteMultipartUploadRequest, _ place: Authorized<KeyPlace>, in scope: RequestScope
    ) async throws -> Change<CompleteMultipartUploadOutput> {
        let bucket = place.value.bucket
        let wanted = input.multipartUpload?.parts ?? []
        guard !wanted.isEmpty, wanted.count <= ObjectLimits.partCount else { throw AWSError.malformedXML }
        try input.requireKnownChecksums()
        let condition = try WriteCondition(ifMatch: input.ifMatch, ifNoneMatch: input.ifNoneMatch)
        let upload = try upload(input.uploadId, input.key, in: bucket)
        let assembly = try UploadAssembly(upload, wanted)
        let partsID = Hex.encode(scope.random.bytes(16))
        return Change { transaction in
            let record = try transaction.present(bucket)
            let upload = try transaction.present(upload)
            try condition.check(transaction.object(input.key, nil, in: record), input.key)
            let stored = try transaction.parts(of: upload)
            let parts = try assembly.select(from: stored)
            var object = try assembly.object(of: parts, partsID: partsID, at: scope.now)
            if let size = input.mpuObjectSize, Int64(size) != object.size {
                throw AWSError.invalidRequest(
                    "The provided 'x-amz-mp-object-size' header value \(size) does not match what was computed: "
                        + "\(object.size)")
            }
            try object.requireChecksum(input.checksums, input.checksumType)
            try transaction.put(
                PartsRecord(
                    id: partsID,
                    parts: parts.map {
                        PartsRecord.Part(number: $0.number, size: $0.size, blob: $0.blob, checksum: $0.checksum)
                    }))
            object = try transaction.install(object, in: record, random)
            let used = Set(parts.map(\.number))
            for part in stored {
                try transaction.delete(PartRecord.self, part.key)
                if !used.contains(part.number) { try transaction.put(GarbageRecord(blob: part.blob)) }
            }
            try transaction.delete(UploadRecord.self, upload.key)
            try transaction.tell(.created(.completeMultipartUpload, object), of: record, in: scope)
            var output = CompleteMultipartUploadOutput(
                location: scope.location(of: object.key, in: record), bucket: record.name, key: object.key,
                expiration: LifecycleRules(record).expirationHeader(of: object), eTag: object.quotedETag,
                checksumType: object.checksum?.type, serverSideEncryption: object.encryption?.algorithm,
                versionId: object.shownVersion(in: record), ssekmsKeyId: object.encryption?.keyARN,
                bucketKeyEnabled: object.encryption?.usesBucketKey == true ? true : nil)
            output.set(object.checksum)
            return output
        }
    }
}

extension StoredObject {
    /// Throws where the caller expects another checksum of the whole.
    fileprivate func requireChecksum(_ given: [ChecksumKind: String], _ type: ChecksumType?) throws(AWSError) {
        if let type, let checksum, checksum.type != type {
            throw .invalidRequest(
                "The upload was created using the \(checksum.type.rawValue) checksum mode. The complete request must use "
                    + "the same checksum mode.")
        }
        for (kind, value) in given where checksum?.kind != kind || checksum?.value != value {
            throw AWSError(
                code: "BadDigest",
                "The \(kind.rawValue.lowercased()) you specified did not match the calculated checksum.",
                status: 400)
        }
    }
}

/// Makes one object of the parts that the caller lists.
struct UploadAssembly: Sendable {
    private let upload: UploadRecord
    private let wanted: [CompletedPart]

    /// Throws where parts are not in order, or lack what the upload asks of each.
    init(_ upload: UploadRecord, _ wanted: [CompletedPart]) throws(AWSError) {
        self.upload = upload
        self.wanted = wanted
        var last = 0
        for part in wanted {
            guard let number = part.partNumber else { throw .malformedXML }
            guard number > last else { throw .invalidPartOrder }
            last = number
            try part.requireKnownChecksums()
        }
    }

    func select(from stored: [PartRecord]) throws(AWSError) -> [PartRecord] {
        let byNumber = Dictionary(stored.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var selected: [PartRecord] = []
        for (index, part) in wanted.enumerated() {
            guard let found = part.partNumber.flatMap({ byNumber[$0] }),
                let eTag = part.eTag.map({ $0.filter { $0 != "\"" } }), eTag == found.eTag
            else { throw .invalidPart }
            for (kind, value) in part.checksums where found.checksum?.kind != kind || found.checksum?.value != value {
                throw .invalidPart
            }
            if upload.isComposite == true, let kind = upload.checksumKind, part.checksums[kind] == nil,
                kind == .sha1 || kind == .sha256
            {
                throw .invalidRequest(
                    "The upload was created using a \(kind.rawValue.lowercased()) checksum. The complete request must "
                        + "include the checksum for each part. It was missing for part \(found.number) in the request.")
            }
            guard found.size >= ObjectLimits.partSize || index == wanted.count - 1 else {
                throw .entityTooSmall(part: found.number, size: found.size, eTag: found.eTag)
            }
            selected.append(found)
        }
        return selected
    }

    func object(of parts: [PartRecord], partsID: String, at now: Timestamp) throws(AWSError) -> StoredObject {
        var object = upload.object
        object.modifiedAt = now
        object.size = parts.reduce(0) { $0 + $1.size }
        guard object.size <= ObjectLimits.objectSize else { throw .entityTooLarge(ObjectLimits.objectSize) }
        var digest = Insecure.MD5()
        for part in parts { digest.update(data: Hex.decode(part.eTag) ?? []) }
        object.eTag = "\(Hex.encode(digest.finalize()))-\(parts.count)"
        object.partCount = parts.count
        object.content = StoredContent(parts: partsID)
        object.checksum = upload.isComposite == true ? composite(parts) : whole(parts)
        return object
    }

    /// The checksum of the parts' checksums.
    private func composite(_ parts: [PartRecord]) -> StoredChecksum? {
        guard let kind = upload.checksumKind else { return nil }
        var running = RunningChecksum(kind)
        for part in parts {
            guard let value = part.checksum, value.kind == kind, let bytes = Base64.decode(value.value) else {
                return nil
            }
            bytes.withUnsafeBytes { running.update($0) }
        }
        return StoredChecksum(
            kind: kind, value: "\(Base64.encode(running.finish()))-\(parts.count)", isComposite: true)
    }

    /// The checksum of the content as one.
    private func whole(_ parts: [PartRecord]) -> StoredChecksum? {
        let kind = upload.checksumKind ?? .crc64nvme
        guard let cyclic = kind.cyclic else { return nil }
        var combined: UInt64?
        for part in parts {
            guard let value = part.fullChecksum, value.kind == kind, let bytes = Base64.decode(value.value) else {
                return nil
            }
            let check = bytes.reduce(0) { $0 << 8 | UInt64($1) }
            combined = combined.map { ReflectedCRC.combine($0, check, length: part.size, cyclic) } ?? check
        }
        return combined.map {
            StoredChecksum(kind: kind, value: Base64.encode(RunningChecksum.bytes($0, count: kind.length)))
        }
    }
}

extension RequestScope {
    /// The URL of an object as the caller would address it.
    func location(of key: String, in bucket: BucketRecord) -> String {
        // A slash in a key is a part of the path.
        let escaped = ListingText(.url)(key)
        return arrival?.location(bucket: bucket.name, key: escaped) ?? "/\(bucket.name)/\(escaped)"
    }
}
