/// ML-DSA keys in DER (RFC 9881): SubjectPublicKeyInfo, and PKCS#8 with the seed alone.
enum MLDSAEncoding {
    /// SEQUENCE { OBJECT IDENTIFIER 2.16.840.1.101.3.4.3.x }
    private static func algorithm(_ parameters: MLDSAParameters) -> [UInt8] {
        [0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, parameters.identifier]
    }

    /// SEQUENCE { algorithm, BIT STRING { key } }
    static func subjectPublicKeyInfo(_ key: MLDSAPublicKey) -> [UInt8] { publicPrefix(key.parameters) + key.encoded }

    static func publicKey(_ der: [UInt8], _ parameters: MLDSAParameters) throws(KeyEngineError) -> MLDSAPublicKey {
        let prefix = publicPrefix(parameters)
        guard der.starts(with: prefix) else { throw .invalidPublicKey }
        return try MLDSAPublicKey(encoded: Array(der.dropFirst(prefix.count)), parameters: parameters)
    }

    /// SEQUENCE { INTEGER 0, algorithm, OCTET STRING { [0] seed } }
    static func privateKeyInfo(seed: SecretBytes, _ parameters: MLDSAParameters) -> SecretBytes {
        let prefix = privatePrefix(parameters)
        return SecretBytes(count: prefix.count + seed.count) { output in
            output.copyBytes(from: prefix)
            seed.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: output[prefix.count...]).copyMemory(from: $0)
            }
        }
    }

    static func privateKey(
        _ der: SecretBytes, _ parameters: MLDSAParameters
    ) throws(KeyEngineError) -> MLDSAPrivateKey {
        let prefix = privatePrefix(parameters)
        guard der.count == prefix.count + MLDSAParameters.seedLength,
            der.withUnsafeBytes({ $0.starts(with: prefix) })
        else { throw .invalidKeyMaterial }
        let seed = SecretBytes(count: MLDSAParameters.seedLength) { seed in
            der.withUnsafeBytes { seed.copyBytes(from: $0.dropFirst(prefix.count)) }
        }
        return try MLDSAPrivateKey(seed: seed, parameters: parameters)
    }

    private static func publicPrefix(_ parameters: MLDSAParameters) -> [UInt8] {
        let algorithm = algorithm(parameters)
        let bitString = parameters.publicKeyLength + 1
        return header(0x30, algorithm.count + 4 + bitString) + algorithm + header(0x03, bitString) + [0]
    }

    private static func privatePrefix(_ parameters: MLDSAParameters) -> [UInt8] {
        [0x30, 0x34, 0x02, 0x01, 0x00] + algorithm(parameters) + [0x04, 0x22, 0x80, 0x20]
    }

    /// A tag and a length of 256 to 65535.
    private static func header(_ tag: UInt8, _ length: Int) -> [UInt8] {
        [tag, 0x82, UInt8(length >> 8), UInt8(truncatingIfNeeded: length)]
    }
}
