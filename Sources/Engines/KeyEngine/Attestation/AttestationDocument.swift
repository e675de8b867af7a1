/// What an enclave or a machine says of itself, signed by its Nitro hardware: a COSE_Sign1 message (RFC 9052) over a CBOR
/// map. Its form alone is looked at here; whether the signature leads to AWS's root certificate is another question.
///
/// Source: AWS Nitro Enclaves user guide, "Verifying the root of trust".
public struct AttestationDocument: Sendable, Hashable {
    /// In bytes. Source: AWS KMS API reference, RecipientInfo.
    public static let maximumLength = 262_144

    public let moduleID: String
    /// Milliseconds since 1970.
    public let timestamp: UInt64
    /// The measurements by the number of their register: 32, 48 or 64 bytes each.
    public let measurements: [UInt64: [UInt8]]
    /// DER; the certificate that the signature is verified with.
    public let certificate: [UInt8]
    /// DER; from the root to the issuer of `certificate`.
    public let issuers: [[UInt8]]
    /// DER; what answers are to be encrypted under. KMS asks for one.
    public let publicKey: [UInt8]

    /// Throws `MalformedAttestation` for bytes that are no attestation document with a public key.
    public init(_ bytes: [UInt8]) throws(MalformedAttestation) {
        guard bytes.count <= Self.maximumLength else { throw MalformedAttestation() }
        let payload = try Self.payload(ofSigned: bytes)
        guard let fields = try CBORReader.item(in: payload).asMap else { throw MalformedAttestation() }
        func field<Value>(_ name: String, _ read: (CBOR) -> Value?) throws(MalformedAttestation)
            -> Value
        {
            guard let value = fields[.text(name)].flatMap(read) else { throw MalformedAttestation() }
            return value
        }
        moduleID = try field("module_id") { $0.asText }
        timestamp = try field("timestamp") { $0.asUnsigned }
        measurements = try field("pcrs", Self.measurements)
        certificate = try field("certificate") { $0.asBytes.flatMap(Self.oneKilobyte) }
        issuers = try field("cabundle", Self.certificates)
        publicKey = try field("public_key") { $0.asBytes.flatMap(Self.oneKilobyte) }
        let digest = try field("digest") { $0.asText }
        guard !moduleID.isEmpty, digest == "SHA384" else { throw MalformedAttestation() }
    }

    /// ECDSA with P-384 and SHA-384 is the only algorithm that documents are signed with: −35 in COSE.
    private static let protectedHeader = CBOR.map([.unsigned(1): .negative(34)])
    private static let signatureLength = 96

    private static func payload(ofSigned bytes: [UInt8]) throws(MalformedAttestation) -> [UInt8] {
        guard let parts = try CBORReader.item(in: bytes).asArray, parts.count == 4,
            let header = parts[0].asBytes, try CBORReader.item(in: header) == protectedHeader,
            parts[1].asMap != nil, let payload = parts[2].asBytes,
            parts[3].asBytes?.count == signatureLength
        else { throw MalformedAttestation() }
        return payload
    }

    private static func measurements(_ item: CBOR) -> [UInt64: [UInt8]]? {
        guard let entries = item.asMap, (1...32).contains(entries.count) else { return nil }
        var measurements: [UInt64: [UInt8]] = [:]
        for (register, measurement) in entries {
            guard let number = register.asUnsigned, number < 32, let bytes = measurement.asBytes,
                [32, 48, 64].contains(bytes.count)
            else { return nil }
            measurements[number] = bytes
        }
        return measurements
    }

    private static func certificates(_ item: CBOR) -> [[UInt8]]? {
        guard let items = item.asArray, !items.isEmpty else { return nil }
        let certificates = items.compactMap { $0.asBytes.flatMap(oneKilobyte) }
        return certificates.count == items.count ? certificates : nil
    }

    private static func oneKilobyte(_ bytes: [UInt8]) -> [UInt8]? {
        (1...1024).contains(bytes.count) ? bytes : nil
    }
}

/// Bytes that are not an attestation document.
public struct MalformedAttestation: Error, Hashable {}
