import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

/// AWS Key Management Service: keys that never leave, and what they encrypt, sign and authenticate.
public struct KMS: Service {
    /// The source of its audit records.
    static let eventSource = "kms.amazonaws.com"

    public let id = ServiceID.kms
    public static let sealedRecords: [any SealedRecord.Type] = [KeyRecord.self, KeyStoreRecord.self]
    public let internalFailure = AWSError(
        .kmsInternalException,
        "The request was rejected because an internal exception occurred. The request can be retried.")
    let store: any Store
    let rootKey: RootKey
    let vault: MaterialVault
    let directory: KeyDirectory
    let usage: KeyUsageTracker
    let tokens: any TokenDirectory
    let keyStores: KeyStores
    let principals: any PrincipalDirectory
    let pageTokens: PageTokens
    let linkedRoles: any ServiceLinkedRoles
    let random: any RandomSource

    /// - Parameters:
    ///   - rootKey: seals key material before it is stored; the same at every start
    ///   - pageTokens: the same on every server that shares the store
    ///   - principals: knows which principals a key policy or grant may name
    ///   - tokens: knows the hardware security modules that custom key stores may name
    ///   - outbound: calls the proxies of external key stores
    ///   - proxyTimeout: how long a proxy may take to answer
    ///   - linkedRoles: makes the roles through which KMS acts in its customers' accounts
    ///   - random: for what is done by the clock; calls bring their own
    public init(
        store: any Store, rootKey: RootKey, pageTokens: PageTokens,
        principals: any PrincipalDirectory = EveryPrincipal(), tokens: any TokenDirectory = NoTokens(),
        outbound: any OutboundHTTP = NoOutboundHTTP(), proxyTimeout: Duration = .milliseconds(250),
        linkedRoles: any ServiceLinkedRoles = NoServiceLinkedRoles(),
        random: any RandomSource = SystemRandom()
    ) {
        self.store = store
        self.rootKey = rootKey
        self.pageTokens = pageTokens
        self.principals = principals
        self.linkedRoles = linkedRoles
        self.random = random
        vault = MaterialVault(rootKey: rootKey)
        self.tokens = tokens
        keyStores = KeyStores(
            store: store, tokens: tokens, outbound: outbound, proxyTimeout: proxyTimeout, rootKey: rootKey)
        directory = KeyDirectory(store: store, vault: vault, keyStores: keyStores)
        usage = KeyUsageTracker(store: store)
    }
}
