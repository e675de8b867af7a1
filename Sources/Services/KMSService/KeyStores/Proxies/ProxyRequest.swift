import Essentials
import KeyEngine
import ServiceKit

/// One request of the proxy API, version 1, still unsigned.
/// Source: AWS KMS External Key Store Proxy API specification, "API operations".
struct ProxyRequest {
    /// Below the store's URI path.
    let path: String
    let body: [UInt8]

    static func healthStatus(for operation: KeyOperation) -> ProxyRequest {
        var metadata: JSON.Object = [:]
        metadata.append(operation)
        return ProxyRequest(path: "/health", metadata, [:])
    }

    /// The KMS key is not there yet.
    static func keyMetadata(of externalKey: String, for operation: KeyOperation) -> ProxyRequest {
        ProxyRequest(path: "/keys/\(externalKey)/metadata", .calling(operation, on: nil), [:])
    }

    static func encrypt(
        _ plaintext: [UInt8], under externalKey: String, authenticating data: [UInt8], for operation: KeyOperation,
        on keyARN: String
    ) -> ProxyRequest {
        ProxyRequest(
            path: "/keys/\(externalKey)/encrypt", .calling(operation, on: keyARN),
            [
                "plaintext": .base64(plaintext), "encryptionAlgorithm": "AES_GCM",
                "additionalAuthenticatedData": .base64(data), "ciphertextDataIntegrityValueAlgorithm": "SHA_256",
            ])
    }

    private init(path: String, _ metadata: JSON.Object, _ parameters: JSON.Object) {
        self.path = path
        let all = [JSON.Object.Member(name: "requestMetadata", value: .object(metadata))] + parameters.members
        body = JSON.object(JSON.Object(all)).bytes
    }
}

extension ProxyRequest {
    static func decrypt(
        _ sealed: ExternalCiphertext, under externalKey: String, authenticating data: [UInt8],
        for operation: KeyOperation, on keyARN: String
    ) -> ProxyRequest {
        var parameters: JSON.Object = [
            "ciphertext": .base64(sealed.ciphertext), "encryptionAlgorithm": "AES_GCM",
            "additionalAuthenticatedData": .base64(data),
            "initializationVector": .base64(sealed.initializationVector),
            "authenticationTag": .base64(sealed.authenticationTag),
        ]
        if !sealed.metadata.isEmpty { parameters.append("ciphertextMetadata", .base64(sealed.metadata)) }
        return ProxyRequest(path: "/keys/\(externalKey)/decrypt", .calling(operation, on: keyARN), parameters)
    }
}

extension JSON {
    fileprivate static func base64(_ bytes: [UInt8]) -> JSON { .string(Base64.encode(bytes)) }
}

extension JSON.Object {
    /// `requestMetadata` of what is asked on behalf of a caller.
    fileprivate static func calling(_ operation: KeyOperation, on keyARN: String?) -> JSON.Object {
        var metadata: JSON.Object = ["awsPrincipalArn": .string(operation.principal)]
        if let keyARN { metadata.append("kmsKeyArn", .string(keyARN)) }
        metadata.append(operation)
        return metadata
    }

    fileprivate mutating func append(_ operation: KeyOperation) {
        append("kmsOperation", .string(operation.name))
        append("kmsRequestId", .string(operation.scope.requestID))
    }
}

extension KeyOperation {
    /// As `aws:PrincipalArn` has it; of a service, its name.
    fileprivate var principal: String {
        if case .service(let name) = scope.caller.kind { name } else { scope.caller.entityARN }
    }
}
