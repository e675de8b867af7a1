import AWSProtocols
import Essentials
import S3Model

/// What a caller says of the content that it sends.
struct GivenChecksums: Sendable {
    /// Base 64 of the MD5.
    var md5: String?
    var values: [ChecksumKind: String] = [:]
    /// Named without a value: it comes in the trailer, or is to be worked out.
    var announced: ChecksumKind?

    /// Throws where something is no checksum, or there is more than one.
    func check() throws(AWSError) {
        if let md5, Base64.decode(md5)?.count != 16 { throw .invalidDigest }
        guard values.count <= 1 else {
            throw .invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        for (kind, value) in values where Base64.decode(value)?.count != kind.length {
            throw .invalidRequest("Value for x-amz-checksum-\(kind.headerSuffix) header is invalid.")
        }
    }

    /// Which to work out: what is given or announced, else the one that S3 adds.
    var kind: ChecksumKind { values.keys.first ?? announced ?? .crc64nvme }

    /// Throws BadDigest where content is not what was said.
    func verify(md5 found: [UInt8], _ checksums: [ChecksumKind: [UInt8]]) throws(AWSError) {
        if let md5, md5 != Base64.encode(found) { throw .badDigest }
        for (kind, value) in values {
            guard let found = checksums[kind], value == Base64.encode(found) else {
                throw AWSError(
                    code: "BadDigest", "The \(kind.rawValue) you specified did not match the calculated checksum.",
                    status: 400)
            }
        }
    }
}

/// An input or output of the model that has a member for each checksum.
protocol ChecksumMembers {
    var checksumCRC32: String? { get set }
    var checksumCRC32C: String? { get set }
    var checksumCRC64NVME: String? { get set }
    var checksumSHA1: String? { get set }
    var checksumSHA256: String? { get set }
    var checksumSHA512: String? { get }
    var checksumMD5: String? { get }
    var checksumXXHASH64: String? { get }
    var checksumXXHASH3: String? { get }
    var checksumXXHASH128: String? { get }
}

extension ChecksumMembers {
    var checksums: [ChecksumKind: String] {
        var values: [ChecksumKind: String] = [:]
        values[.crc32] = checksumCRC32
        values[.crc32c] = checksumCRC32C
        values[.crc64nvme] = checksumCRC64NVME
        values[.sha1] = checksumSHA1
        values[.sha256] = checksumSHA256
        return values
    }

    /// Throws where a checksum is given of an algorithm that is not built.
    func requireKnownChecksums() throws(AWSError) {
        let others = [checksumSHA512, checksumMD5, checksumXXHASH64, checksumXXHASH3, checksumXXHASH128]
        guard others.allSatisfy({ $0 == nil }) else { throw .checksumNotImplemented }
    }

    mutating func set(_ checksum: StoredChecksum?) {
        guard let checksum else { return }
        switch checksum.kind {
        case .crc32: checksumCRC32 = checksum.value
        case .crc32c: checksumCRC32C = checksum.value
        case .crc64nvme: checksumCRC64NVME = checksum.value
        case .sha1: checksumSHA1 = checksum.value
        case .sha256: checksumSHA256 = checksum.value
        }
    }
}

extension PutObjectRequest: ChecksumMembers {}
extension PutObjectOutput: ChecksumMembers {}
extension GetObjectOutput: ChecksumMembers {}
extension HeadObjectOutput: ChecksumMembers {}
extension UploadPartRequest: ChecksumMembers {}
extension UploadPartOutput: ChecksumMembers {}
extension CopyPartResult: ChecksumMembers {}
extension CopyObjectResult: ChecksumMembers {}
extension CompleteMultipartUploadRequest: ChecksumMembers {}
extension CompleteMultipartUploadOutput: ChecksumMembers {}
extension CompletedPart: ChecksumMembers {}
extension Part: ChecksumMembers {}
extension ObjectPart: ChecksumMembers {}
extension Checksum: ChecksumMembers {}

extension AWSError {
    static let checksumNotImplemented = AWSError(
        code: "NotImplemented", "A header you provided implies functionality that is not implemented.", status: 501)
}

extension ChecksumAlgorithm {
    /// Throws NotImplemented for an algorithm that is not built.
    var kind: ChecksumKind {
        get throws(AWSError) {
            guard let kind = ChecksumKind(self) else { throw .checksumNotImplemented }
            return kind
        }
    }
}

extension StoredChecksum {
    var type: ChecksumType { isComposite == true ? .composite : .fullObject }
}
