import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Store

extension CloudTrail {
    /// Management events of the account in the Region of the call, newest first.
    /// Source: CloudTrail API reference, LookupEvents.
    func lookupEvents(
        _ input: LookupEventsRequest, _ nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> LookupEventsResponse {
        let query = try Self.query(input, in: scope)
        guard input.eventCategory == nil else {
            throw AWSError(.invalidEventCategoryException, "Insights events are not supported.")
        }
        let context = scope.account.description
        let start = try input.nextToken.map { try position($0, query.journalQuery, context) }
        let page = try await store.read { transaction in
            try transaction.auditEvents(query, after: start, limit: input.maxResults ?? Self.pageSize)
        }
        return LookupEventsResponse(
            events: page.events.map(Event.init),
            nextToken: page.next.map { pageTokens.token(for: $0, of: query.journalQuery, context: context) })
    }

    private static let pageSize = 50
    private static let retention = TimeSpan.days(90)
    private static let dayLength: Int64 = 86_400_000

    private func position(
        _ token: String, _ query: JournalQuery, _ context: String
    ) throws -> JournalPosition {
        do {
            return try pageTokens.position(from: token, of: query, context: context)
        } catch StoreError.pageTokenRefused {
            throw AWSError.invalidNextToken
        }
    }

    private static func query(_ input: LookupEventsRequest, in scope: RequestScope) throws(AWSError) -> AuditQuery {
        let attributes = input.lookupAttributes ?? []
        guard attributes.count <= 1 else {
            throw AWSError(
                .invalidLookupAttributesException, "You can specify only one lookup attribute for each request.")
        }
        for attribute in attributes { try check(attribute) }
        if let start = input.startTime, let end = input.endTime, start > end {
            throw AWSError(.invalidTimeRangeException, "StartTime cannot be after EndTime.")
        }
        // Without a start, the query is the same on every page of a list that takes its time.
        let oldest = Timestamp(milliseconds: (scope.now - retention).milliseconds / dayLength * dayLength)
        let start = max(input.startTime ?? oldest, oldest)
        // Times are told in seconds, and an event of any part of the last one counts.
        let end = input.endTime.map { $0 + .milliseconds(999) } ?? Timestamp(milliseconds: .max)
        guard start <= end else {
            throw AWSError(.invalidTimeRangeException, "The time range is outside of the last 90 days.")
        }
        return AuditQuery(
            account: scope.account, region: scope.region, times: start...end,
            filter: attributes.first.flatMap(AuditQuery.Filter.init))
    }

    private static func check(_ attribute: LookupAttribute) throws(AWSError) {
        // An underscore, space, comma or line break counts twice.
        let length = attribute.attributeValue.unicodeScalars.reduce(0) { count, scalar in
            count + ("_ ,\n".unicodeScalars.contains(scalar) ? 2 : 1)
        }
        guard length <= 2000 else {
            throw AWSError(
                .invalidLookupAttributesException, "The attribute value cannot be longer than 2000 characters.")
        }
    }
}

extension AuditQuery.Filter {
    init?(_ attribute: LookupAttribute) {
        guard let name = AuditAttribute(rawValue: attribute.attributeKey.rawValue) else { return nil }
        self.init(name, attribute.attributeValue)
    }
}

extension Event {
    init(_ event: AuditEvent) {
        let (entry, attributes) = (event.record.entry, event.attributes)
        self.init(
            eventId: attributes.eventID, eventName: attributes.eventName,
            readOnly: attributes.isReadOnly ? "true" : "false", accessKeyId: attributes.accessKeyID,
            eventTime: entry.time, eventSource: attributes.eventSource, username: attributes.userName,
            resources: attributes.resources.map { Resource(resourceType: $0.type, resourceName: $0.arn) },
            cloudTrailEvent: String(decoding: entry.body, as: UTF8.self))
    }
}
