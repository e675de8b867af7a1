import CloudTrailModel
import ServiceKit

extension CloudTrail {
    var selectorOperations: [Operation] {
        [
            Operation(
                change: CloudTrailOperations.putEventSelectors,
                on: changeableTrail(\.trailName, "cloudtrail:PutEventSelectors"), perform: putEventSelectors),
            Operation(
                reply: CloudTrailOperations.getEventSelectors, on: trail(\.trailName, "cloudtrail:GetEventSelectors"),
                perform: getEventSelectors),
            Operation(
                reply: CloudTrailOperations.getInsightSelectors, on: insightSource, perform: getInsightSelectors),
            Operation(
                change: CloudTrailOperations.putEventConfiguration, on: configuredTrail, perform: putEventConfiguration),
            Operation(
                reply: CloudTrailOperations.getEventConfiguration, on: describedTrail, perform: getEventConfiguration),
        ]
    }

    var tagOperations: [Operation] {
        [
            Operation(change: CloudTrailOperations.addTags, on: taggedTrail, perform: addTags),
            Operation(change: CloudTrailOperations.removeTags, on: untaggedTrail, perform: removeTags),
            Operation(reply: CloudTrailOperations.listTags, on: listedTrails, perform: listTags),
        ]
    }

    var eventOperations: [Operation] {
        [
            Operation(
                reply: CloudTrailOperations.lookupEvents, on: nothing("cloudtrail:LookupEvents"),
                perform: lookupEvents),
            Operation(
                reply: CloudTrailOperations.listPublicKeys, on: nothing("cloudtrail:ListPublicKeys"),
                perform: listPublicKeys),
        ]
    }

    var organizationOperations: [Operation] {
        [
            Operation(
                reply: CloudTrailOperations.registerOrganizationDelegatedAdmin, recordsAnswer: true,
                on: delegation("cloudtrail:RegisterOrganizationDelegatedAdmin"),
                perform: registerOrganizationDelegatedAdmin),
            Operation(
                reply: CloudTrailOperations.deregisterOrganizationDelegatedAdmin, recordsAnswer: true,
                on: delegation("cloudtrail:DeregisterOrganizationDelegatedAdmin"),
                perform: deregisterOrganizationDelegatedAdmin),
        ]
    }

    var resourcePolicyOperations: [Operation] {
        [
            Operation(
                reply: CloudTrailOperations.putResourcePolicy,
                on: policyHolder(\.resourceArn, "cloudtrail:PutResourcePolicy")
            ) { _, resource, _ -> PutResourcePolicyResponse in throw resource.value },
            Operation(
                reply: CloudTrailOperations.getResourcePolicy,
                on: policyHolder(\.resourceArn, "cloudtrail:GetResourcePolicy")
            ) { _, resource, _ -> GetResourcePolicyResponse in throw resource.value },
            Operation(
                reply: CloudTrailOperations.deleteResourcePolicy,
                on: policyHolder(\.resourceArn, "cloudtrail:DeleteResourcePolicy")
            ) { _, resource, _ -> DeleteResourcePolicyResponse in throw resource.value },
        ]
    }
}
