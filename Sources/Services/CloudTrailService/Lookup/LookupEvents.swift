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
        let start = try input.nextToken.map { try position($0, query, context) }
        let attribute = input.lookupAttributes?.first
        let page = try await page(
            of: query, with: attribute, after: start, limit: input.maxResults ?? Self.pageSize)
        return LookupEventsResponse(
            events: page.events.map(\.event),
            nextToken: page.next.map { pageTokens.token(for: $0, of: query, context: context) })
    }

    private struct EventPage {
        var events: [LookedUpEvent]
        var next: JournalPosition?
    }

    private static let pageSize = 50
    /// How many pages that hold nothing are passed over before an empty one is answered.
    private static let emptyPages = 20
    private static let retention = TimeSpan.days(90)

    /// The journal answers candidates: what they say decides. A page that none is on is not shown where another is near.
    private func page(
        of query: JournalQuery, with attribute: LookupAttribute?, after position: JournalPosition?, limit: Int
    ) async throws -> EventPage {
        try await store.read { transaction in
            var (page, passed) = (EventPage(events: [], next: position), 0)
            repeat {
                let found = try transaction.journal(query, after: page.next, limit: limit)
                page.events = found.records.compactMap { LookedUpEvent($0.entry) }
                    .filter { event in attribute.map(event.has) ?? true }
                page.next = found.next
                passed += 1
            } while page.events.isEmpty && page.next != nil && passed < Self.emptyPages
            return page
        }
    }

    private func position(
        _ token: String, _ query: JournalQuery, _ context: String
    ) throws -> JournalPosition {
        do {
            return try pageTokens.position(from: token, of: query, context: context)
        } catch StoreError.pageTokenRefused {
            throw AWSError.invalidNextToken
        }
    }

    private static func query(_ input: LookupEventsRequest, in scope: RequestScope) throws(AWSError) -> JournalQuery {
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
        let end = input.endTime.map { $0 + .milliseconds(999) } ?? .init(milliseconds: .max)
        guard start <= end else {
            throw AWSError(.invalidTimeRangeException, "The time range is outside of the last 90 days.")
        }
        return JournalQuery(
            AuditRecord.stream, account: scope.account, region: scope.region, times: start...end)
    }

    private static let dayLength: Int64 = 86_400_000

    private static func check(_ attribute: LookupAttribute) throws(AWSError) {
        // An underscore, space, comma or line break counts twice.
        let length = attribute.attributeValue.unicodeScalars.reduce(0) {
            $0 + ("_ ,\n".unicodeScalars.contains($1) ? 2 : 1)
        }
        guard length <= 2000 else {
            throw AWSError(
                .invalidLookupAttributesException, "The attribute value cannot be longer than 2000 characters.")
        }
    }
}
