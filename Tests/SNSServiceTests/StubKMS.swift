import AWSProtocols
import Essentials
import HTTPMessage
import KMSModel
import ServiceKit
import Synchronization

/// Answers GenerateDataKey and Decrypt, and takes note of who asked.
final class StubKMS: ServiceCalling {
    struct Call: Hashable, Sendable {
        let operation: String
        let caller: String
        let context: [String: String]?
    }

    private struct State {
        var calls: [Call] = []
        var refusal: AWSError?
    }

    private let state = Mutex(State())

    var calls: [Call] { state.withLock { $0.calls } }
    func refuse(with error: AWSError?) { state.withLock { $0.refusal = error } }

    func call(
        _ service: ServiceID, _ operation: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> Structure {
        let caller: String
        switch invoker.authority {
        case .caller(let scope): caller = scope.caller.arn
        case .itself: caller = invoker.principal
        case .role(let arn, _): caller = arn
        }
        let context = try input.stringMap("EncryptionContext")
        let refusal = state.withLock { state in
            state.calls.append(Call(operation: operation, caller: caller, context: context))
            return state.refusal
        }
        if let refusal { throw refusal }
        switch operation {
        case "GenerateDataKey":
            let key = SystemRandom().bytes(32)
            return GenerateDataKeyResponse(
                ciphertextBlob: key.map { $0 ^ 0x5A }, plaintext: key, keyId: "key"
            ).structure
        case "Decrypt":
            let sealed = try DecryptRequest(input).ciphertextBlob ?? []
            return DecryptResponse(keyId: "key", plaintext: sealed.map { $0 ^ 0x5A }).structure
        default: throw AWSError.notImplemented(operation)
        }
    }
}
