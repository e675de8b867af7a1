import Essentials
import ServiceKit
import Store
import Synchronization
import TrailFormat

/// All trails, in memory, as fresh as the store.
public final class TrailIndex: TrailDirectory {
    private let store: any Store
    private let organizations: any OrganizationDirectory
    private let held = Mutex<TrailSet?>(nil)

    public init(store: any Store, organizations: any OrganizationDirectory = NoOrganizations()) {
        self.store = store
        self.organizations = organizations
    }

    /// The trails as of now. One point read tells whether those in memory are still so: a trail that was committed before
    /// an event is never missed by whoever has seen the event.
    func current() throws -> TrailSet {
        let stamp = try store.get(TrailRevisionRecord.self, TrailRevisionRecord.key)?.record.stamp
        if let set = held.withLock({ $0 }), set.stamp == stamp { return set }
        let set = try store.readNow { try TrailSet($0) }
        held.withLock { $0 = set }
        return set
    }

    /// The trails that see an account: its own and those of its organization.
    func trails(of account: AccountID, among set: TrailSet) throws -> [SelectingTrail] {
        let own = set.byAccount[account] ?? []
        guard !set.byOrganization.isEmpty, let membership = try organizations.membership(of: account) else {
            return own
        }
        let shared = set.byOrganization[membership.organizationID] ?? []
        return own + shared.filter { $0.trail.account != account }
    }

    public func isLogging(account: AccountID, region: Region) throws -> Bool {
        try trails(of: account, among: current()).contains {
            $0.isLogging && $0.trail.sees(region) && $0.selection.concerns(.management)
        }
    }

    public func logs(_ entry: JournalEntry) throws -> Bool {
        guard let account = entry.account, let region = entry.region, let stream = TrailStream(entry.stream) else {
            return false
        }
        var event = LazyEvent(entry.body)
        return try trails(of: account, among: current()).contains {
            $0.isLogging && $0.trail.sees(region) && $0.takes(&event, of: stream)
        }
    }
}

/// A trail with what it selects.
struct SelectingTrail: Sendable {
    let trail: TrailRecord
    let selection: SelectionRecord
    let isFormer: Bool

    var isLogging: Bool { !isFormer && trail.isLogging }

    func takes(_ event: inout LazyEvent, of stream: TrailStream) -> Bool {
        if stream == .management && selection.takesEveryManagementEvent { return true }
        guard selection.concerns(stream), let facts = event.facts else { return false }
        return selection.takes(facts)
    }
}

extension TrailRecord {
    /// Whether events of a Region are the trail's.
    func sees(_ region: Region) -> Bool { isMultiRegion || home == region }
}

/// An event that is looked into only if somebody asks, and then once.
struct LazyEvent {
    private let record: [UInt8]
    private var parsed: EventFacts??

    init(_ record: [UInt8]) { self.record = record }

    var facts: EventFacts? {
        mutating get {
            if let parsed { return parsed }
            let facts = EventFacts(record: record)
            parsed = .some(facts)
            return facts
        }
    }
}

/// The trails of the store at one moment, those that were deleted and have something left to deliver among them.
struct TrailSet: Sendable {
    let stamp: String?
    private(set) var byAccount: [AccountID: [SelectingTrail]] = [:]
    private(set) var byOrganization: [String: [SelectingTrail]] = [:]

    var isEmpty: Bool { byAccount.isEmpty }

    init(_ transaction: any ReadTransaction) throws {
        stamp = try transaction.get(TrailRevisionRecord.self, TrailRevisionRecord.key)?.record.stamp
        for trail in try transaction.all(TrailRecord.self, in: .everywhere) {
            try add(trail, isFormer: false, transaction)
        }
        for former in try transaction.all(FormerTrailRecord.self, in: .account(nil)) {
            try add(former.trail, isFormer: true, transaction)
        }
    }

    private mutating func add(_ trail: TrailRecord, isFormer: Bool, _ transaction: any ReadTransaction) throws {
        // A trail that has never logged has nothing to be asked.
        let key = SelectionRecord.key(trail.id, trail.revision)
        guard !trail.spans.isEmpty, let selection = try transaction.get(SelectionRecord.self, key)?.record else {
            return
        }
        let selecting = SelectingTrail(trail: trail, selection: selection, isFormer: isFormer)
        byAccount[trail.account, default: []].append(selecting)
        if let organization = trail.organizationID { byOrganization[organization, default: []].append(selecting) }
    }
}
