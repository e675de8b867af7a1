import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Testing

@testable import CloudTrailService

@Suite struct LookupTests {
    private func names(_ harness: TrailHarness, _ request: LookupEventsRequest) async throws -> [String?] {
        try await harness.call(CloudTrailOperations.lookupEvents, request).events?.map(\.eventName) ?? []
    }

    @Test func eventsComeNewestFirstInPages() async throws {
        let harness = try await TrailHarness()
        for index in 0..<7 {
            try await harness.happen("Event\(index)")
            harness.time.advance(by: .seconds(1))
        }
        try await harness.happen("Put", category: .data)
        var (names, token): ([String?], String?) = ([], nil)
        repeat {
            let page = try await harness.call(
                CloudTrailOperations.lookupEvents,
                LookupEventsRequest(endTime: harness.time.now() - .seconds(1), maxResults: 3, nextToken: token))
            names += page.events?.map(\.eventName) ?? []
            token = page.nextToken
        } while token != nil
        #expect(names == (0..<7).reversed().map { "Event\($0)" })
    }

    @Test func everyAttributeFinds() async throws {
        let harness = try await TrailHarness()
        let key = AuditResource(
            arn: "arn:aws:kms:us-east-1:123456789012:key/k1", type: "AWS::KMS::Key", account: .standard)
        let id = try await harness.happen("Encrypt", isReadOnly: true, resources: [key])
        try await harness.happen("CreateUser", of: "iam.amazonaws.com")
        for (attribute, value) in [
            (LookupAttributeKey.eventId, id), (.eventName, "Encrypt"), (.eventSource, "kms.amazonaws.com"),
            (.readOnly, "true"), (.resourceName, key.arn), (.resourceName, "k1"), (.resourceType, "AWS::KMS::Key"),
        ] {
            let found = try await names(
                harness,
                LookupEventsRequest(
                    lookupAttributes: [LookupAttribute(attributeKey: attribute, attributeValue: value)]))
            #expect(found == ["Encrypt"], "\(attribute)")
        }
        for (attribute, value) in [(LookupAttributeKey.username, "ann"), (.accessKeyId, "AKIA")] {
            let found = try await harness.call(
                CloudTrailOperations.lookupEvents,
                LookupEventsRequest(
                    lookupAttributes: [LookupAttribute(attributeKey: attribute, attributeValue: value)]))
            #expect(found.events?.contains { $0.eventName == "CreateUser" && $0.username == "ann" } == true)
        }
    }

    @Test func whatCannotBeLookedUpIsRefused() async throws {
        let harness = try await TrailHarness()
        func refusal(_ request: LookupEventsRequest) async throws -> String? {
            try await harness.refusal(CloudTrailOperations.lookupEvents, request)
        }
        let attribute = LookupAttribute(attributeKey: .eventName, attributeValue: "x")
        let now = harness.time.now()
        #expect(
            try await refusal(LookupEventsRequest(lookupAttributes: [attribute, attribute]))
                == "InvalidLookupAttributesException")
        #expect(
            try await refusal(LookupEventsRequest(startTime: now, endTime: now - .seconds(1)))
                == "InvalidTimeRangeException")
        #expect(
            try await refusal(LookupEventsRequest(endTime: now - .days(100))) == "InvalidTimeRangeException")
        #expect(try await refusal(LookupEventsRequest(eventCategory: .insight)) == "InvalidEventCategoryException")
        #expect(try await refusal(LookupEventsRequest(nextToken: "x")) == "InvalidNextTokenException")
        let long = LookupAttribute(attributeKey: .username, attributeValue: String(repeating: "_", count: 1001))
        #expect(
            try await refusal(LookupEventsRequest(lookupAttributes: [long])) == "InvalidLookupAttributesException")
    }
}
