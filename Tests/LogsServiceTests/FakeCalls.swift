import AWSProtocols
import Essentials
import HTTPMessage
import KMSModel
import SNSModel
import ServiceKit
import Synchronization

/// KMS and SNS as far as CloudWatch Logs calls them.
final class FakeCalls: ServiceCalling {
    struct State {
        var isKeyEnabled = true
        /// The data keys that were made, and for which encryption context.
        var dataKeys: [[UInt8]: (plaintext: [UInt8], context: [String: String]?)] = [:]
        var isTopicThere = true
        var published: [String] = []
        var invokers: [Invoker] = []
    }

    let state = Mutex(State())
    static let key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    static let topic = "arn:aws:sns:us-east-1:123456789012:alerts"

    func call(
        _ service: ServiceID, _ operation: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> Structure {
        try state.withLock { state in
            state.invokers.append(invoker)
            switch operation {
            case "DescribeKey": return try state.describe(DescribeKeyRequest(input)).structure
            case "GenerateDataKey": return try state.generate(GenerateDataKeyRequest(input)).structure
            case "Decrypt": return try state.decrypt(DecryptRequest(input)).structure
            case "Publish": return try state.publish(PublishInput(input)).structure
            default: throw AWSError.notImplemented(operation)
            }
        }
    }
}

extension FakeCalls.State {
    fileprivate func describe(_ input: DescribeKeyRequest) throws -> DescribeKeyResponse {
        guard input.keyId == FakeCalls.key else { throw AWSError(code: "NotFoundException", "none", status: 400) }
        return DescribeKeyResponse(
            keyMetadata: KeyMetadata(
                keyId: "1234abcd", arn: FakeCalls.key, enabled: isKeyEnabled, keyUsage: .encryptDecrypt,
                keySpec: .symmetricDefault))
    }

    fileprivate mutating func generate(_ input: GenerateDataKeyRequest) throws -> GenerateDataKeyResponse {
        try requireEnabled()
        let (sealed, plaintext) = (SystemRandom().bytes(24), SystemRandom().bytes(32))
        dataKeys[sealed] = (plaintext, input.encryptionContext)
        return GenerateDataKeyResponse(ciphertextBlob: sealed, plaintext: plaintext, keyId: FakeCalls.key)
    }

    fileprivate func decrypt(_ input: DecryptRequest) throws -> DecryptResponse {
        try requireEnabled()
        guard let known = dataKeys[input.ciphertextBlob ?? []], known.context == input.encryptionContext else {
            throw AWSError(code: "InvalidCiphertextException", nil, status: 400)
        }
        return DecryptResponse(keyId: FakeCalls.key, plaintext: known.plaintext)
    }

    fileprivate mutating func publish(_ input: PublishInput) throws -> PublishResponse {
        guard isTopicThere else { throw AWSError(code: "NotFound", "Topic does not exist", status: 404) }
        published.append(input.message)
        return PublishResponse(messageId: "id")
    }

    private func requireEnabled() throws {
        guard isKeyEnabled else { throw AWSError(code: "DisabledException", "disabled", status: 400) }
    }
}
