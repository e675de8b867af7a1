import COpenSSL

/// The extendable-output functions of FIPS 202.
enum SHAKE {
    nonisolated(unsafe) private static let shake128 = EVP_MD_fetch(nil, "SHAKE128", nil)
    nonisolated(unsafe) private static let shake256 = EVP_MD_fetch(nil, "SHAKE256", nil)

    static func hash128(_ parts: [UInt8]..., count: Int) throws(KeyEngineError) -> [UInt8] {
        try squeeze(shake128, parts, count)
    }

    static func hash256(_ parts: [UInt8]..., count: Int) throws(KeyEngineError) -> [UInt8] {
        try squeeze(shake256, parts, count)
    }

    private static func squeeze(
        _ function: OpaquePointer?, _ parts: [[UInt8]], _ count: Int
    ) throws(KeyEngineError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .libraryFailure }
        defer { EVP_MD_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: count)
        guard EVP_DigestInit_ex(context, function, nil) == 1,
            parts.allSatisfy({ EVP_DigestUpdate(context, $0, $0.count) == 1 }),
            EVP_DigestFinalXOF(context, &output, count) == 1
        else { throw .libraryFailure }
        return output
    }
}
