import AWSProtocols
import Essentials
import HTTPMessage
import KMSModel
import KeyEngine
import SNSModel
import ServiceKit
import Synchronization

/// The services that S3 calls: a KMS whose wrapped keys are the keys behind a mark, and topics that remember.
final class FakeServices: ServiceCalling {
    struct Seen {
        let operation: String
        let context: [String: String]
        let isForCaller: Bool
    }

    private struct State {
        var seen: [Seen] = []
        var published: [(topic: String, message: String)] = []
        var refusal: AWSError?
    }

    private let state = Mutex(State())
    private static let mark = Array("wrapped:".utf8)
    static let keyARN = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"

    var seen: [Seen] { state.withLock { $0.seen } }
    var published: [(topic: String, message: String)] { state.withLock { $0.published } }

    /// What every call is refused with from now on; nil for none.
    func refuse(with error: AWSError?) { state.withLock { $0.refusal = error } }

    func call(
        _ service: ServiceID, _ operation: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> Structure {
        let isForCaller = if case .caller = invoker.authority { true } else { false }
        let context = (try? input.stringMap("EncryptionContext")) ?? nil
        let refusal = state.withLock { state in
            state.seen.append(Seen(operation: operation, context: context ?? [:], isForCaller: isForCaller))
            return state.refusal
        }
        if let refusal { throw refusal }
        switch operation {
        case "GenerateDataKey":
            let key = SystemRandom().bytes(32)
            return GenerateDataKeyResponse(
                ciphertextBlob: Self.mark + key, plaintext: key, keyId: Self.keyARN
            ).structure
        case "Decrypt":
            let request = try DecryptRequest(input)
            return DecryptResponse(
                keyId: Self.keyARN, plaintext: Array(request.ciphertextBlob?.dropFirst(Self.mark.count) ?? [])
            ).structure
        case "Publish":
            let request = try PublishInput(input)
            state.withLock { $0.published.append((request.topicArn ?? "", request.message)) }
            return PublishResponse(messageId: "message").structure
        default: throw AWSError.notImplemented(operation)
        }
    }
}
