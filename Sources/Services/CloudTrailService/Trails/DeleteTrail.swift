import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Store

extension CloudTrail {
    /// Ends a trail. What it has logged is delivered once more, and then everything about it is forgotten.
    /// Source: CloudTrail API reference, DeleteTrail; user guide, "CloudTrail digest file structure".
    func deleteTrail(
        _ input: DeleteTrailRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) -> Change<DeleteTrailResponse> {
        let trail = trail.value
        return Change { transaction in
            guard var ended = try transaction.get(TrailRecord.self, trail.key)?.record, ended.id == trail.id else {
                throw AWSError.unknownTrail(trail.arn, for: scope.account)
            }
            if ended.isLogging { try ended.endSpan(transaction, including: true) }
            try transaction.delete(TrailRecord.self, trail.key)
            try transaction.put(
                FormerTrailRecord(
                    trail: ended, deletedAt: scope.now, due: scope.now + schedule.delivery))
            try transaction.hastenDigests(of: ended, at: scope.now, schedule)
            try transaction.noteTrailChange()
            return DeleteTrailResponse()
        }
    }
}
