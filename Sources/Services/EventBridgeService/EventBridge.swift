import AWSProtocols
import Essentials
import EventBridgeModel
import KeyEngine
import ServiceKit
import Store

/// Amazon EventBridge: events, the rules that match them, and the targets they are sent to.
///
///     PutEvents, services, schedules, replays → journal → EventMatcher → DeliveryRecord → DeliveryWork → target
public struct EventBridge: Service {
    /// The service principal that it calls others as.
    static let principal = "events.amazonaws.com"

    public let id = ServiceID.eventBridge
    public let internalFailure = AWSError(EventBridgeErrorCode.internalException, "An internal error occurred.")
    let store: any Store
    let calls: any ServiceCalling
    let pageTokens: PageTokens
    let principals: any PrincipalDirectory
    let trails: any TrailDirectory
    let connections: ConnectionVault
    let outbound: any OutboundHTTP
    let time: any TimeSource
    let random: any RandomSource
    let rules: RuleBook

    /// - Parameters:
    ///   - calls: carries calls to other services
    ///   - pageTokens: the same on every server that shares the store
    ///   - rootKey: seals the secrets of connections
    ///   - principals: knows which principals a bus's policy may name
    ///   - trails: knows of which calls buses are told
    ///   - outbound: calls API destinations
    ///   - time: when deliveries are due
    ///   - random: for what is done after calls; calls bring their own
    public init(
        store: any Store, calls: any ServiceCalling, pageTokens: PageTokens, rootKey: RootKey,
        principals: any PrincipalDirectory, trails: any TrailDirectory, outbound: any OutboundHTTP,
        time: any TimeSource, random: any RandomSource = SystemRandom()
    ) {
        self.store = store
        self.calls = calls
        self.pageTokens = pageTokens
        self.principals = principals
        self.trails = trails
        connections = ConnectionVault(rootKey: rootKey)
        self.outbound = outbound
        self.time = time
        self.random = random
        rules = RuleBook(store)
    }

    public var journalConsumers: [any JournalConsumer] {
        [EventMatcher(rules: rules, trails: trails, random: random)]
    }

    public var chores: [any Chore] {
        [ScheduleChore(store: store, random: random), ArchiveChore(store: store)]
    }

    public var backgroundWork: [any BackgroundWork] {
        [
            DeliveryWork(
                store: store, time: time, random: random,
                sender: DeliverySender(
                    store: store, calls: calls, vault: connections, outbound: outbound, time: time)),
            AuthorizationWork(store: store, vault: connections, outbound: outbound, time: time),
            ReplayWork(store: store, time: time, random: random),
        ]
    }

    public static var sealedRecords: [any SealedRecord.Type] { [ConnectionRecord.self] }
}
