import AWSProtocols
import Essentials
import KeyEngine
import ServiceKit
import Store

/// Amazon SNS: topics and those who are told what is published to them.
public struct SNS: Service {
    /// The source of its audit records, and the principal that it calls KMS as.
    static let principal = "sns.amazonaws.com"

    public let id = ServiceID.sns
    public let internalFailure = AWSError(.internalErrorException, "Internal error")
    public static let sealedRecords: [any SealedRecord.Type] = [SigningKeyRecord.self]
    let store: any Store
    let principals: any PrincipalDirectory
    let mail: any MailSending
    let pageTokens: PageTokens
    let topics: TopicDirectory
    let tokens: ConfirmationTokens
    let signingKeys: SigningKeys
    let encryption: MessageEncryption
    let deliveries: DeliveryDispatcher
    public let chores: [any Chore]
    public let journalConsumers: [any JournalConsumer]

    /// - Parameters:
    ///   - rootKey: seals the key of signatures, and what the links in messages prove
    ///   - calls: carries calls to KMS
    ///   - principals: knows which principals a topic's policy may name
    ///   - pageTokens: the same on every server that shares the store
    ///   - outbound: delivers to HTTP endpoints
    ///   - mail: delivers to mailboxes
    ///   - publicURL: where this server is for those who get messages, such as `http://127.0.0.1:4600`
    ///   - random: for what is done after calls; calls bring their own
    public init(
        store: any Store, rootKey: RootKey, calls: any ServiceCalling, principals: any PrincipalDirectory,
        pageTokens: PageTokens, outbound: any OutboundHTTP, mail: any MailSending, publicURL: String,
        time: any TimeSource, random: any RandomSource = SystemRandom()
    ) {
        self.store = store
        self.principals = principals
        self.mail = mail
        self.pageTokens = pageTokens
        topics = TopicDirectory(store)
        tokens = ConfirmationTokens(rootKey: rootKey, random: random)
        signingKeys = SigningKeys(store: store, rootKey: rootKey, random: random)
        encryption = MessageEncryption(calls: calls, random: random)
        let documents = DocumentWriter(links: MessageLinks(base: publicURL), keys: signingKeys, tokens: tokens)
        let attempt = DeliveryAttempt(
            store: store, documents: documents, encryption: encryption, outbound: outbound, mail: mail)
        deliveries = DeliveryDispatcher(store: store, attempt: attempt, time: time)
        chores = [deliveries, OutboxTrim(store: store, start: time.now()), ExpiryChore(store: store)]
        journalConsumers = [Fanout(store: store)]
    }

    /// The certificate that a message's `SigningCertURL` names, as PEM; nil where the path names none.
    /// - Parameter path: of the request, such as `/SimpleNotificationService-….pem`
    public func signingCertificate(at path: String) throws -> String? { try signingKeys.certificate(at: path) }
}
