import AWSProtocols
import CloudTrailModel
import Essentials
import PolicyEngine
import ServiceKit
import Store

extension CloudTrail {
    var taggedTrail: Lookup<AddTagsRequest, TrailRecord> {
        { input, scope in
            try Self.checkTaggable(input.resourceId)
            return try await changeableTrail(\.resourceId, "cloudtrail:AddTags", tags: \.tagsList)(input, scope)
        }
    }

    var untaggedTrail: Lookup<RemoveTagsRequest, TrailRecord> {
        { input, scope in
            try Self.checkTaggable(input.resourceId)
            return try await changeableTrail(\.resourceId, "cloudtrail:RemoveTags", tags: \.tagsList)(input, scope)
        }
    }

    var listedTrails: Lookup<ListTagsRequest, [TrailRecord]> {
        { input, scope in
            guard (1...20).contains(input.resourceIdList.count) else {
                throw AWSError(
                    CloudTrailErrorCode.resourceNotFoundException, "ResourceIdList must have 1 to 20 resources.")
            }
            for id in input.resourceIdList { try Self.checkTaggable(id) }
            let targets = try input.resourceIdList.map { try trail(named: $0, "cloudtrail:ListTags", in: scope) }
            return Target(targets.map(\.resource), checks: targets.flatMap(\.checks))
        }
    }

    func addTags(
        _ input: AddTagsRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) -> Change<AddTagsResponse> {
        change(trail.value, for: scope) { trail, _ in
            trail.tags = try TrailTagSet(trail.tags).adding(input.tagsList).tags
            return AddTagsResponse()
        }
    }

    func removeTags(
        _ input: RemoveTagsRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) -> Change<RemoveTagsResponse> {
        change(trail.value, for: scope) { trail, _ in
            trail.tags = TrailTagSet(trail.tags).removing(input.tagsList).tags
            return RemoveTagsResponse()
        }
    }

    func listTags(
        _ input: ListTagsRequest, _ trails: Authorized<[TrailRecord]>, in scope: RequestScope
    ) throws -> ListTagsResponse {
        guard input.nextToken == nil else { throw AWSError.invalidToken }
        return ListTagsResponse(
            resourceTagList: trails.value.map { trail in
                ResourceTag(
                    resourceId: trail.arn, tagsList: trail.tags.map { Tag(key: $0.key, value: $0.value) })
            })
    }

    /// Trails have tags, and so have resources of which there are none.
    private static func checkTaggable(_ text: String) throws(AWSError) {
        guard let arn = ARN(text), arn.service == "cloudtrail" else { throw .invalidARN(text) }
        switch arn.resourceType {
        case "trail": return
        case "eventdatastore":
            throw AWSError(.eventDataStoreNotFoundException, "Event data store \(text) does not exist.")
        case "channel": throw AWSError(.channelNotFoundException, "Channel \(text) does not exist.")
        case "dashboard":
            throw AWSError(CloudTrailErrorCode.resourceNotFoundException, "Dashboard \(text) does not exist.")
        default: throw .invalidARN(text)
        }
    }
}
