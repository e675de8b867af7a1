import AWSProtocols
import CloudTrailModel
import Essentials
import PolicyEngine
import ServiceKit
import TrailFormat

/// Of an input that is about a trail or an event data store, of which there are none.
protocol TrailOrStoreInput: ModelInput {
    var trailName: String? { get }
    var eventDataStore: String? { get }
}

extension PutEventConfigurationRequest: TrailOrStoreInput {}
extension GetEventConfigurationRequest: TrailOrStoreInput {}
extension GetInsightSelectorsRequest: TrailOrStoreInput {}

extension TrailOrStoreInput {
    /// Throws unless one trail is named.
    func requireTrail() throws(AWSError) -> String {
        switch (trailName, eventDataStore) {
        case (let name?, nil): return name
        case (nil, let arn?):
            throw AWSError(.eventDataStoreNotFoundException, "Event data store \(arn) does not exist.")
        case (nil, nil), (.some, .some):
            throw .combination("You must specify either TrailName or EventDataStore, but not both.")
        }
    }
}

/// A trail that an input was found to name.
private struct NamedTrail {
    let name: String
}

extension CloudTrail {
    var insightSource: Lookup<GetInsightSelectorsRequest, TrailRecord> {
        { input, scope in try trail(named: input.requireTrail(), "cloudtrail:GetInsightSelectors", in: scope) }
    }

    var describedTrail: Lookup<GetEventConfigurationRequest, TrailRecord> {
        { input, scope in try trail(named: input.requireTrail(), "cloudtrail:GetEventConfiguration", in: scope) }
    }

    var configuredTrail: Lookup<PutEventConfigurationRequest, TrailRecord> {
        let find: Lookup<NamedTrail, TrailRecord> = changeableTrail(\.name, "cloudtrail:PutEventConfiguration")
        return { input, scope in try await find(NamedTrail(name: input.requireTrail()), scope) }
    }

    /// No trail has Insights. Source: CloudTrail API reference, GetInsightSelectors.
    func getInsightSelectors(
        _ input: GetInsightSelectorsRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) throws -> GetInsightSelectorsResponse {
        throw AWSError(
            .insightNotEnabledException, "Trail \(trail.value.name) does not have Insights enabled. ")
    }

    /// What a trail has to be told here is which events to aggregate. None are, and so nothing but that is taken.
    /// Source: CloudTrail API reference, PutEventConfiguration.
    func putEventConfiguration(
        _ input: PutEventConfigurationRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) throws -> Change<PutEventConfigurationResponse> {
        guard input.maxEventSize == nil, input.contextKeySelectors == nil else {
            throw AWSError.combination("MaxEventSize and ContextKeySelectors are for event data stores only.")
        }
        guard let configurations = input.aggregationConfigurations else {
            throw AWSError.combination("You must specify AggregationConfigurations for a trail.")
        }
        guard configurations.isEmpty else {
            throw AWSError(CloudTrailErrorCode.unsupportedOperationException, "Aggregation of events is not supported.")
        }
        return change(trail.value, for: scope) { trail, _ in
            PutEventConfigurationResponse(trailARN: trail.arn, aggregationConfigurations: [])
        }
    }

    func getEventConfiguration(
        _ input: GetEventConfigurationRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) -> GetEventConfigurationResponse {
        GetEventConfigurationResponse(trailARN: trail.value.arn, aggregationConfigurations: [])
    }
}
