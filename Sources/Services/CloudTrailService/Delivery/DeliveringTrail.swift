import Essentials
import ServiceKit
import Store
import TrailFormat

/// A trail for which something is delivered.
struct DeliveringTrail: Sendable {
    let trail: TrailRecord
    /// It has been deleted: what fails is not tried again.
    let isFormer: Bool

    /// CloudTrail as itself, on behalf of the trail.
    var invoker: Invoker {
        Invoker(CloudTrail.principal, .itself(account: trail.account), source: trail.arn)
    }

    func folder(_ destination: TrailDestination, _ account: AccountID, _ region: Region) -> TrailFolder {
        TrailFolder(
            prefix: destination.prefix, organization: trail.organizationID, account: account, region: region)
    }
}

extension ReadTransaction {
    /// The trail of an id, deleted or not.
    func deliveringTrail(_ id: String) throws -> DeliveringTrail? {
        if let trail = try first(TrailRecord.self, in: .everywhere, where: .equals(.trail, .string(id)))?.record {
            return DeliveringTrail(trail: trail, isFormer: false)
        }
        let former = try get(FormerTrailRecord.self, FormerTrailRecord.key(id))?.record
        return former.map { DeliveringTrail(trail: $0.trail, isFormer: true) }
    }

    /// The batches of a trail.
    func batches(of trailID: String) throws -> [BatchRecord] {
        try all(BatchRecord.self, in: .account(nil), where: .equals(.trail, .string(trailID)))
    }
}

extension WriteTransaction {
    /// Has what has failed so far tried again at once.
    func retryDeliveries(of trailID: String, at now: Timestamp) throws {
        for var batch in try batches(of: trailID) where batch.closing != nil && batch.due > now {
            batch.due = now
            try put(batch)
        }
        let isOfTrail = Predicate.equals(.trail, .string(trailID))
        for var notification in try all(NotificationRecord.self, in: .account(nil), where: isOfTrail) {
            notification.due = now
            try put(notification)
        }
        for var chain in try all(DigestChainRecord.self, in: .account(nil), where: isOfTrail)
        where chain.closing != nil {
            chain.due = now
            try put(chain)
        }
    }
}
