import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Store

extension CloudTrail {
    /// The trails of a Region, and those of other Regions and of the organization that are seen there.
    /// Source: CloudTrail API reference, DescribeTrails.
    func describeTrails(
        _ input: DescribeTrailsRequest, _ nothing: Authorized<Void>, in scope: RequestScope
    ) throws -> DescribeTrailsResponse {
        let names = input.trailNameList ?? []
        guard !names.isEmpty else {
            let seen = try trailsSeen(by: scope.account).filter { trail in
                isOwn(trail, in: scope)
                    || (input.includeShadowTrails != false && (trail.isMultiRegion || trail.home == scope.region))
            }
            return DescribeTrailsResponse(trailList: seen.map(Trail.init))
        }
        let found = try names.compactMap { name -> TrailRecord? in
            let reference = try TrailReference(name, account: scope.account, region: scope.region)
            guard let trail = try store.get(TrailRecord.self, reference.key)?.record,
                try sees(trail, scope.account), input.includeShadowTrails != false || isOwn(trail, in: scope)
            else { return nil }
            return trail
        }
        return DescribeTrailsResponse(trailList: found.map(Trail.init))
    }

    /// The trails that an account sees in any Region. Source: CloudTrail API reference, ListTrails.
    func listTrails(
        _ input: ListTrailsRequest, _ nothing: Authorized<Void>, in scope: RequestScope
    ) throws -> ListTrailsResponse {
        // All trails of an account fit into one page, so that no token has been given out.
        guard input.nextToken == nil else { throw AWSError.invalidNextToken }
        return ListTrailsResponse(
            trails: try trailsSeen(by: scope.account).map {
                TrailInfo(trailARN: $0.arn, name: $0.name, homeRegion: $0.home.description)
            })
    }

    func getTrail(
        _ input: GetTrailRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) -> GetTrailResponse { GetTrailResponse(trail: Trail(trail.value)) }

    private func isOwn(_ trail: TrailRecord, in scope: RequestScope) -> Bool {
        trail.account == scope.account && trail.home == scope.region
    }

    /// In order of ARN.
    private func trailsSeen(by account: AccountID) throws -> [TrailRecord] {
        let organization = try organizations.membership(of: account)?.organizationID
        let trails = try store.readNow { transaction in
            let own = try transaction.trails(of: account)
            guard let organization else { return own }
            return own
                + (try transaction.all(
                    TrailRecord.self, in: .everywhere, where: .equals(.organization, .string(organization))
                )).filter { $0.account != account }
        }
        return trails.sorted { $0.arn < $1.arn }
    }
}

extension Trail {
    init(_ trail: TrailRecord) {
        let destination = trail.destination
        self.init(
            name: trail.name, s3BucketName: destination.bucket, s3KeyPrefix: destination.prefix,
            snsTopicName: destination.topicName, snsTopicARN: destination.topicARN,
            includeGlobalServiceEvents: trail.includesGlobalServices, isMultiRegionTrail: trail.isMultiRegion,
            homeRegion: trail.home.description, trailARN: trail.arn, logFileValidationEnabled: trail.validatesFiles,
            cloudWatchLogsLogGroupArn: destination.logGroupARN, cloudWatchLogsRoleArn: destination.logRoleARN,
            kmsKeyId: destination.keyARN, hasCustomEventSelectors: trail.hasCustomSelectors,
            hasInsightSelectors: false, isOrganizationTrail: trail.organizationID != nil)
    }
}
