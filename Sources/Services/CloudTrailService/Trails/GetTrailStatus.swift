import CloudTrailModel
import Essentials
import ServiceKit
import Store

extension CloudTrail {
    /// What became of the trail's deliveries of the account in the Region of the call.
    /// Source: CloudTrail API reference, GetTrailStatus.
    func getTrailStatus(
        _ input: GetTrailStatusRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) throws -> GetTrailStatusResponse {
        let trail = trail.value
        let key = TrailStatusRecord.key(trail.id, scope.account, scope.region)
        let status =
            try store.get(TrailStatusRecord.self, key)?.record
            ?? TrailStatusRecord(trailID: trail.id, account: scope.account, region: scope.region)
        var response = GetTrailStatusResponse(isLogging: trail.isLogging)
        response.startLoggingTime = trail.startedAt
        response.stopLoggingTime = trail.stoppedAt
        response.latestDeliveryTime = status.files.succeededAt
        response.latestDeliveryError = status.files.error
        response.latestNotificationTime = status.notifications.succeededAt
        response.latestNotificationError = status.notifications.error
        response.latestCloudWatchLogsDeliveryTime = status.logs.succeededAt
        response.latestCloudWatchLogsDeliveryError = status.logs.error
        response.latestDigestDeliveryTime = status.digests.succeededAt
        response.latestDigestDeliveryError = status.digests.error
        // No longer in use, and still answered.
        response.latestDeliveryAttemptTime = status.files.attemptedAt.text
        response.latestDeliveryAttemptSucceeded = status.files.succeededAt.text
        response.latestNotificationAttemptTime = status.notifications.attemptedAt.text
        response.latestNotificationAttemptSucceeded = status.notifications.succeededAt.text
        response.timeLoggingStarted = trail.startedAt.text
        response.timeLoggingStopped = trail.stoppedAt.text
        return response
    }
}

extension Timestamp? {
    fileprivate var text: String { self?.iso8601 ?? "" }
}
