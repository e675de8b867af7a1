import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Store
import TrailFormat

extension CloudTrail {
    /// Changes a trail's settings, after trying whether it can deliver by them.
    /// Source: CloudTrail API reference, UpdateTrail.
    func updateTrail(
        _ input: UpdateTrailRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) async throws -> Change<UpdateTrailResponse> {
        let trail = trail.value
        let settings = TrailSettings(trail, changedBy: input)
        try settings.check()
        let organization = try organization(of: trail, settings, for: scope.account)
        let destination = try await destination(
            settings, of: trail.arn, trail.account, trail.home, organization, caller: scope)
        return Change { transaction in
            guard var changed = try transaction.get(TrailRecord.self, trail.key)?.record, changed.id == trail.id else {
                throw AWSError.unknownTrail(trail.arn, for: scope.account)
            }
            if settings.isMultiRegion && !changed.isMultiRegion {
                let others = try transaction.trails(of: trail.account).filter { $0.id != trail.id }
                try TrailQuota.requireRoom(among: others, for: trail.account, trail.home, isMultiRegion: true)
            }
            changed.destination = destination
            changed.isMultiRegion = settings.isMultiRegion
            changed.organizationID = organization
            if organization != nil {
                try linkedRoles.ensure(for: Self.principal, in: trail.account, for: scope, transaction)
            }
            if changed.includesGlobalServices != settings.includesGlobalServices {
                changed.includesGlobalServices = settings.includesGlobalServices
                try transaction.revise(&changed, selection: nil)
            }
            try transaction.retryDeliveries(of: trail.id, at: scope.now)
            try setValidation(settings.validatesFiles, of: &changed, at: scope.now, transaction)
            try transaction.save(changed)
            return UpdateTrailResponse(changed)
        }
    }

    /// The organization that the trail belongs to from now on.
    private func organization(
        of trail: TrailRecord, _ settings: TrailSettings, for account: AccountID
    ) throws -> String? {
        guard settings.isOfOrganization != (trail.organizationID != nil) else { return trail.organizationID }
        // Only the management account turns a trail of its own into one of the organization, and back.
        if let membership = try organizations.membership(of: account), membership.managementAccount != account {
            throw AWSError.notManagementAccount
        }
        guard settings.isOfOrganization else { return nil }
        return try organizationToTrail(for: account).organizationID
    }

    private func setValidation(
        _ validates: Bool, of trail: inout TrailRecord, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        guard validates != trail.validatesFiles else { return }
        trail.validatesFiles = validates
        guard trail.isLogging else { return }
        if validates {
            try transaction.beginDigests(of: trail, trail.account, trail.home, at: now, schedule)
        } else {
            try transaction.hastenDigests(of: trail, at: now, schedule)
        }
    }
}

extension WriteTransaction {
    /// Stores what a trail selects from now on.
    /// - Parameter selection: nil where it stays as it was
    func revise(_ trail: inout TrailRecord, selection: EventSelection?) throws {
        let old = try get(SelectionRecord.self, SelectionRecord.key(trail.id, trail.revision))?.record
        trail.revision += 1
        try put(
            SelectionRecord(
                trailID: trail.id, revision: trail.revision, selection: selection ?? old?.selection ?? .standard,
                includesGlobalServices: trail.includesGlobalServices))
    }
}

extension UpdateTrailResponse {
    init(_ trail: TrailRecord) {
        let destination = trail.destination
        self.init(
            name: trail.name, s3BucketName: destination.bucket, s3KeyPrefix: destination.prefix,
            snsTopicName: destination.topicName, snsTopicARN: destination.topicARN,
            includeGlobalServiceEvents: trail.includesGlobalServices, isMultiRegionTrail: trail.isMultiRegion,
            trailARN: trail.arn, logFileValidationEnabled: trail.validatesFiles,
            cloudWatchLogsLogGroupArn: destination.logGroupARN, cloudWatchLogsRoleArn: destination.logRoleARN,
            kmsKeyId: destination.keyARN, isOrganizationTrail: trail.organizationID != nil)
    }
}
