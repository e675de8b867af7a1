import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Testing

@testable import KMSService

extension KMSHarness {
    func importParameters(
        _ key: KeyMetadata, _ algorithm: AlgorithmSpec = .rsaesOaepSha256,
        _ spec: KMSModel.WrappingKeySpec = .rsa2048, in region: Region = .standard
    ) async throws -> GetParametersForImportResponse {
        try await call(
            KMSOperations.getParametersForImport,
            GetParametersForImportRequest(keyId: key.keyId, wrappingAlgorithm: algorithm, wrappingKeySpec: spec),
            in: region)
    }

    /// A request to import `material`, wrapped as a caller would wrap it; without expiry unless told otherwise.
    func importRequest(
        _ material: [UInt8], into key: KeyMetadata, _ type: ImportType? = nil, validTo: Timestamp? = nil,
        in region: Region = .standard
    ) async throws -> ImportKeyMaterialRequest {
        let parameters = try await importParameters(key, in: region)
        let wrapped = try WrappedMaterial(material, parameters, .rsaesOaepSha256, .rsa2048)
        return ImportKeyMaterialRequest(
            keyId: key.keyId, importToken: try #require(parameters.importToken), encryptedKeyMaterial: wrapped.bytes,
            validTo: validTo, expirationModel: validTo == nil ? .keyMaterialDoesNotExpire : .keyMaterialExpires,
            importType: type)
    }

    @discardableResult
    func importMaterial(
        _ material: [UInt8], into key: KeyMetadata, _ type: ImportType? = nil, validTo: Timestamp? = nil
    ) async throws -> String? {
        let request = try await importRequest(material, into: key, type, validTo: validTo)
        return try await call(KMSOperations.importKeyMaterial, request).keyMaterialId
    }
}

/// Key material as a caller wraps it, with OpenSSL doing the AES part.
struct WrappedMaterial {
    let bytes: [UInt8]

    init(
        _ material: [UInt8], _ parameters: GetParametersForImportResponse, _ algorithm: AlgorithmSpec,
        _ spec: KMSModel.WrappingKeySpec
    ) throws {
        let engineSpec = KeyEngine.KeySpec(rawValue: spec.rawValue)
        let publicKey = try PublicKey(
            subjectPublicKeyInfo: try #require(parameters.publicKey), spec: try #require(engineSpec))
        let usesSHA1 = algorithm == .rsaesOaepSha1 || algorithm == .rsaAesKeyWrapSha1
        let oaep: EncryptionAlgorithm = usesSHA1 ? .rsaesOaepSha1 : .rsaesOaepSha256
        guard algorithm == .rsaAesKeyWrapSha1 || algorithm == .rsaAesKeyWrapSha256 else {
            bytes = try publicKey.encrypt(SecretBytes(material), algorithm: oaep)
            return
        }
        let openSSL = try OpenSSLCommand()
        defer { openSSL.removeFiles() }
        let aesKey = SystemRandom().bytes(32)
        try openSSL.run(
            "enc", "-id-aes256-wrap-pad", "-K", Hex.encode(aesKey), "-iv", "A65959A6", "-in",
            try openSSL.file("material", material), "-out", openSSL.path("wrapped"))
        bytes = try publicKey.encrypt(SecretBytes(aesKey), algorithm: oaep) + openSSL.content("wrapped")
    }
}
