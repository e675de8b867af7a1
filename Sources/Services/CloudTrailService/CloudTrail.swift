import AWSProtocols
import CloudTrailModel
import Essentials
import KeyEngine
import ServiceKit
import Store

/// AWS CloudTrail: who did what, delivered and provable.
public struct CloudTrail: Service {
    /// The source of its audit records, and whom it calls other services as.
    static let principal = "cloudtrail.amazonaws.com"

    public let id = ServiceID.cloudTrail
    public static let sealedRecords: [any SealedRecord.Type] = [DigestKeyRecord.self]
    let store: any Store
    let calls: any ServiceCalling
    let organizations: any OrganizationDirectory
    let linkedRoles: any ServiceLinkedRoles
    let pageTokens: PageTokens
    let trails: TrailIndex
    let schedule: TrailSchedule
    let digestKeys: DigestKeys
    let random: any RandomSource

    /// - Parameters:
    ///   - rootKey: seals the keys that sign digests
    ///   - calls: carries calls to other services
    ///   - organizations: knows whose trails see which accounts
    ///   - linkedRoles: makes the role through which CloudTrail acts in an organization
    ///   - pageTokens: the same on every server that shares the store
    ///   - trails: the trails of the store
    ///   - schedule: how soon files are delivered
    ///   - random: for what is done after calls; calls bring their own
    public init(
        store: any Store, rootKey: RootKey, calls: any ServiceCalling,
        organizations: any OrganizationDirectory = NoOrganizations(),
        linkedRoles: any ServiceLinkedRoles = NoServiceLinkedRoles(), pageTokens: PageTokens, trails: TrailIndex,
        schedule: TrailSchedule = TrailSchedule(), random: any RandomSource = SystemRandom()
    ) {
        self.store = store
        self.calls = calls
        self.organizations = organizations
        self.linkedRoles = linkedRoles
        self.pageTokens = pageTokens
        self.trails = trails
        self.schedule = schedule
        self.random = random
        digestKeys = DigestKeys(store: store, rootKey: rootKey, random: random)
    }
}

/// How soon CloudTrail does what it does by itself.
public struct TrailSchedule: Sendable {
    /// How long a log file stays open at most.
    public var delivery: TimeSpan
    /// How long a digest's span is.
    public var digest: TimeSpan
    /// How long data events are kept that every trail has taken.
    public var dataRetention: TimeSpan

    public init(
        delivery: TimeSpan = .minutes(5), digest: TimeSpan = .hours(1), dataRetention: TimeSpan = .days(1)
    ) {
        self.delivery = delivery
        self.digest = digest
        self.dataRetention = dataRetention
    }
}
