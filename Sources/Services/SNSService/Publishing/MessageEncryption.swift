import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import SNSModel
import ServiceKit
import Synchronization

/// Seals the bodies of messages to topics with a KMS key while they are in the outbox.
///
/// As on AWS it is the publisher who needs kms:GenerateDataKey and kms:Decrypt: KMS is called in the publisher's name.
/// Source: SNS developer guide, "Securing Amazon SNS data with server-side encryption".
final class MessageEncryption: Sendable {
    private struct OpenedKey: Sendable {
        let seal: RootKey
        let expiresAt: Timestamp
    }

    private let calls: any ServiceCalling
    private let random: any RandomSource
    /// Data keys in the clear, by their ciphertext.
    private let opened = Mutex<[String: OpenedKey]>([:])

    /// Source: as above, data keys are used again for up to five minutes.
    private static let lifetime = TimeSpan.minutes(5)
    private static let capacity = 1024

    init(calls: any ServiceCalling, random: any RandomSource) {
        self.calls = calls
        self.random = random
    }

    /// A key of its own for one call's messages.
    func dataKey(_ keyID: String, for topic: TopicARN, in scope: RequestScope) async throws -> DataKey {
        let input = GenerateDataKeyRequest(
            keyId: keyID, encryptionContext: Self.context(topic), numberOfBytes: RootKey.length)
        let answer = try await asKMS {
            try await self.calls.call(
                KMSOperations.generateDataKey, input, as: Self.invoker(.caller(scope), topic), in: topic.region)
        }
        guard let sealed = answer.ciphertextBlob, let plaintext = answer.plaintext else {
            throw AWSError.internalFailure
        }
        // What the publisher may not open they must not send either.
        _ = try await asKMS { try await self.decrypt(sealed, topic, .caller(scope)) }
        let seal = try RootKey(SecretBytes(plaintext))
        let text = Base64.encode(sealed)
        keep(seal, for: text, until: scope.now + Self.lifetime)
        return DataKey(seal: seal, ciphertext: text, publisher: StoredCaller(scope.caller))
    }

    func seal(_ message: String, of id: String, with key: DataKey) throws -> SealedBody {
        let sealed = try key.seal.seal(
            SecretBytes(Array(message.utf8)), purpose: Array(id.utf8), random: random)
        return SealedBody(
            content: Base64.encode(sealed), dataKey: key.ciphertext, publisher: key.publisher)
    }

    /// The body of a message. Throws what KMS answers where the key is not to be had.
    func open(_ body: SealedBody, of id: String, in topic: TopicARN, at now: Timestamp) async throws -> String {
        guard let content = Base64.decode(body.content) else { throw KeyEngineError.invalidSealedData }
        let seal = try await seal(of: body, in: topic, at: now)
        return String(decoding: try seal.open(content, purpose: Array(id.utf8)).copyBytes(), as: UTF8.self)
    }

    private func seal(of body: SealedBody, in topic: TopicARN, at now: Timestamp) async throws -> RootKey {
        if let key = opened.withLock({ $0[body.dataKey] }), now < key.expiresAt { return key.seal }
        guard let sealed = Base64.decode(body.dataKey) else { throw KeyEngineError.invalidSealedData }
        let scope = body.publisher.scope(in: topic.region, at: now, random: random)
        let plaintext: [UInt8]
        do {
            plaintext = try await decrypt(sealed, topic, .caller(scope))
        } catch {
            // A publisher that is gone has no permissions any more; a key policy can give them to the service.
            plaintext = try await decrypt(sealed, topic, .itself(account: topic.account))
        }
        let seal = try RootKey(SecretBytes(plaintext))
        keep(seal, for: body.dataKey, until: now + Self.lifetime)
        return seal
    }

    private func decrypt(
        _ sealed: [UInt8], _ topic: TopicARN, _ authority: Invoker.Authority
    ) async throws -> [UInt8] {
        let input = DecryptRequest(ciphertextBlob: sealed, encryptionContext: Self.context(topic))
        let answer = try await calls.call(
            KMSOperations.decrypt, input, as: Self.invoker(authority, topic), in: topic.region)
        guard let plaintext = answer.plaintext else { throw AWSError.internalFailure }
        return plaintext
    }

    private func keep(_ seal: RootKey, for ciphertext: String, until expiry: Timestamp) {
        opened.withLock { opened in
            if opened.count >= Self.capacity { opened.removeAll() }
            opened[ciphertext] = OpenedKey(seal: seal, expiresAt: expiry)
        }
    }

    private static func invoker(_ authority: Invoker.Authority, _ topic: TopicARN) -> Invoker {
        Invoker(SNS.principal, authority, source: topic.description)
    }

    private static func context(_ topic: TopicARN) -> [String: String] { ["aws:sns:topicArn": topic.description] }

    /// Answers KMS's errors as SNS spells them. Source: SNS API reference, Publish, the errors.
    private func asKMS<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as AWSError {
            let code = error.code(in: .json)
            guard let spelled = Self.codes[code] else { throw error }
            let text = error.message.map { "\($0) (Service: AWSKMS; Status Code: 400; Error Code: \(code))" }
            throw AWSError(spelled, text)
        }
    }

    private static let codes: [String: SNSErrorCode] = [
        "AccessDeniedException": .kmsAccessDeniedException, "DisabledException": .kmsDisabledException,
        "KMSInvalidStateException": .kmsInvalidStateException, "NotFoundException": .kmsNotFoundException,
        "ThrottlingException": .kmsThrottlingException,
    ]
}

/// A data key as it is used while messages are published.
struct DataKey: Sendable {
    let seal: RootKey
    let ciphertext: String
    let publisher: StoredCaller
}

/// The body of a message under a data key, and what it takes to open it. All in base 64.
struct SealedBody: Codable, Hashable, Sendable {
    let content: String
    let dataKey: String
    let publisher: StoredCaller
}
