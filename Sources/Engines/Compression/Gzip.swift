import CDeflate

/// Whole buffers in gzip's format (RFC 1952), by libdeflate.
public enum Gzip {
    public enum Failure: Error, Hashable, Sendable {
        /// Not gzip, cut off, or of another checksum than it says.
        case malformed
        /// More bytes come out than were to be.
        case tooLarge
        case outOfMemory
    }

    /// The members' header has no time, so that the same bytes always become the same bytes.
    /// - Parameter level: from 1, quick, to 12, small
    public static func compress(_ bytes: [UInt8], level: Int32 = 6) throws(Failure) -> [UInt8] {
        guard let compressor = libdeflate_alloc_compressor(level) else { throw .outOfMemory }
        defer { libdeflate_free_compressor(compressor) }
        let bound = libdeflate_gzip_compress_bound(compressor, bytes.count)
        return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            count = libdeflate_gzip_compress(compressor, bytes, bytes.count, buffer.baseAddress, bound)
        }
    }

    /// What all members of the input hold, one after another.
    /// - Parameter limit: how many bytes may come out
    public static func decompress(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        guard let decompressor = libdeflate_alloc_decompressor() else { throw .outOfMemory }
        defer { libdeflate_free_decompressor(decompressor) }
        var (output, consumed): ([UInt8], Int) = ([], 0)
        repeat {
            let member = try member(of: bytes, from: consumed, limit: limit - output.count, decompressor)
            consumed += member.length
            output = output.isEmpty ? member.content : output + member.content
        } while consumed < bytes.count
        return output
    }

    private static func member(
        of bytes: [UInt8], from start: Int, limit: Int, _ decompressor: OpaquePointer
    ) throws(Failure) -> (content: [UInt8], length: Int) {
        var capacity = min(limit, max(4 * (bytes.count - start), 4096))
        while true {
            var (length, result) = (0, LIBDEFLATE_BAD_DATA)
            let content = bytes.withUnsafeBytes { input in
                [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                    result = libdeflate_gzip_decompress_ex(
                        decompressor, input.baseAddress?.advanced(by: start), input.count - start, output.baseAddress,
                        capacity, &length, &count)
                    if result != LIBDEFLATE_SUCCESS { count = 0 }
                }
            }
            switch result {
            case LIBDEFLATE_SUCCESS: return (content, length)
            case LIBDEFLATE_INSUFFICIENT_SPACE where capacity < limit: capacity = min(limit, 4 * capacity)
            case LIBDEFLATE_INSUFFICIENT_SPACE: throw .tooLarge
            default: throw .malformed
            }
        }
    }
}
