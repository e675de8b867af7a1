import CloudTrailModel
import Testing

@testable import CloudTrailService

@Suite struct SelectorTests {
    @Test func selectorsAreKeptAsTheyWereGiven() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        let get = GetEventSelectorsRequest(trailName: "main")
        let standard = try await harness.call(CloudTrailOperations.getEventSelectors, get)
        #expect(standard.eventSelectors?.first?.readWriteType == .all && standard.advancedEventSelectors == nil)
        let selector = AdvancedEventSelector(
            fieldSelectors: [
                AdvancedFieldSelector(field: "eventCategory", equals: ["Data"]),
                AdvancedFieldSelector(field: "resources.type", equals: ["AWS::S3::Object"]),
            ], name: "objects")
        try await harness.call(
            CloudTrailOperations.putEventSelectors,
            PutEventSelectorsRequest(trailName: "main", advancedEventSelectors: [selector]))
        let changed = try await harness.call(CloudTrailOperations.getEventSelectors, get)
        #expect(changed.advancedEventSelectors == [selector] && changed.eventSelectors == nil)
        let trail = try await harness.call(CloudTrailOperations.getTrail, GetTrailRequest(name: "main")).trail
        #expect(trail?.hasCustomEventSelectors == true)
    }

    @Test func selectorsThatCannotBeAreRefused() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        for request in [
            PutEventSelectorsRequest(trailName: "main"),
            PutEventSelectorsRequest(trailName: "main", eventSelectors: [], advancedEventSelectors: []),
            PutEventSelectorsRequest(
                trailName: "main",
                eventSelectors: [EventSelector(dataResources: [DataResource(type: "AWS::S3::Object", values: ["x"])])]),
        ] {
            #expect(
                try await harness.refusal(CloudTrailOperations.putEventSelectors, request)
                    == "InvalidEventSelectorsException")
        }
    }

    @Test func whatTrailsDoNotDoIsNotPretended() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        #expect(
            try await harness.refusal(
                CloudTrailOperations.getInsightSelectors, GetInsightSelectorsRequest(trailName: "main"))
                == "InsightNotEnabledException")
        let aggregation = AggregationConfiguration(templates: [.apiActivity], eventCategory: .data)
        #expect(
            try await harness.refusal(
                CloudTrailOperations.putEventConfiguration,
                PutEventConfigurationRequest(trailName: "main", aggregationConfigurations: [aggregation]))
                == "UnsupportedOperationException")
        #expect(
            try await harness.refusal(
                CloudTrailOperations.putEventConfiguration,
                PutEventConfigurationRequest(trailName: "main", maxEventSize: .large))
                == "InvalidParameterCombinationException")
        #expect(
            try await harness.refusal(
                CloudTrailOperations.getEventConfiguration, GetEventConfigurationRequest(trailName: "main")) == nil)
    }
}
