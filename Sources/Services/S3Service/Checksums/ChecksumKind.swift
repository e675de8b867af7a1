import Crypto
import Essentials
import S3Model

/// The checksums that S3 takes. Source: Amazon S3 user guide, "Checking object integrity".
enum ChecksumKind: String, Codable, Sendable, CaseIterable {
    case crc32 = "CRC32"
    case crc32c = "CRC32C"
    case crc64nvme = "CRC64NVME"
    case sha1 = "SHA1"
    case sha256 = "SHA256"

    /// Nil for algorithms that are not built.
    init?(_ algorithm: ChecksumAlgorithm) { self.init(rawValue: algorithm.rawValue) }

    /// In bytes.
    var length: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme: 8
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// The header that carries it, without `x-amz-checksum-`.
    var headerSuffix: String { rawValue.lowercased() }

    var algorithm: ChecksumAlgorithm? { ChecksumAlgorithm(rawValue: rawValue) }

    /// Nil for hashes, whose parts do not combine.
    var cyclic: ReflectedCRC.Kind? {
        switch self {
        case .crc32: .crc32
        case .crc32c: .crc32c
        case .crc64nvme: .crc64nvme
        case .sha1, .sha256: nil
        }
    }

    func checksum(_ bytes: [UInt8]) -> [UInt8] {
        var running = RunningChecksum(self)
        bytes.withUnsafeBytes { running.update($0) }
        return running.finish()
    }
}

/// A checksum that is being worked out.
struct RunningChecksum: Sendable {
    private enum State: Sendable {
        case cyclic(ReflectedCRC)
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
    }

    let kind: ChecksumKind
    private var state: State

    init(_ kind: ChecksumKind) {
        self.kind = kind
        switch kind {
        case .crc32: state = .cyclic(ReflectedCRC(.crc32))
        case .crc32c: state = .cyclic(ReflectedCRC(.crc32c))
        case .crc64nvme: state = .cyclic(ReflectedCRC(.crc64nvme))
        case .sha1: state = .sha1(Insecure.SHA1())
        case .sha256: state = .sha256(SHA256())
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .cyclic(var check):
            check.update(bytes)
            state = .cyclic(check)
        case .sha1(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha1(hash)
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        }
    }

    func finish() -> [UInt8] {
        switch state {
        case .cyclic(let check): Self.bytes(check.value, count: kind.length)
        case .sha1(let hash): Array(hash.finalize())
        case .sha256(let hash): Array(hash.finalize())
        }
    }

    static func bytes(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - $0))) }
    }
}
