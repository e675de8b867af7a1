import Essentials
import Store
import Testing

@testable import StoreSQLite

/// Each kind of query is answered by a search in one index and no sort, so that a page costs what it returns.
@Suite struct QueryPlanTests {
    static let here = RecordScope.region(.standard, .standard)
    static let position = RecordPosition(
        value: "v", key: RecordKey(account: .standard, region: .standard, id: "a"))

    static let plans: [(RecordQuery, RecordPosition?, String)] = [
        (
            RecordQuery("k", in: here), nil,
            "SEARCH r USING INDEX sqlite_autoindex_record_1 (kind=? AND account=? AND region=?)"
        ),
        (
            RecordQuery("k", in: here), position,
            "SEARCH r USING INDEX sqlite_autoindex_record_1 (kind=? AND account=? AND region=? AND id>?)"
        ),
        (
            RecordQuery("k", in: .everywhere, direction: .descending), nil,
            "SEARCH r USING INDEX sqlite_autoindex_record_1 (kind=?)"
        ),
        (
            RecordQuery("k", in: .everywhere, where: .equals("f", "v")), nil,
            "SEARCH i USING INDEX record_index_by_value (kind=? AND field=? AND value=?)"
        ),
        (
            RecordQuery("k", in: here, where: .and([.exists("g"), .equals("f", "v")])), position,
            "SEARCH i USING INDEX record_index_by_value "
                + "(kind=? AND field=? AND value=? AND account=? AND region=? AND id>?)"
        ),
        (
            RecordQuery("k", in: here, order: .field("f"), direction: .descending), nil,
            "SEARCH i USING INDEX record_index_by_place (kind=? AND field=? AND account=? AND region=?)"
        ),
        (
            RecordQuery("k", in: here, where: .hasPrefix("f", "v"), order: .field("f")), nil,
            "SEARCH i USING INDEX record_index_by_place "
                + "(kind=? AND field=? AND account=? AND region=? AND value>? AND value<?)"
        ),
        (
            RecordQuery("k", in: .everywhere, where: .compares("f", .greater, 3), order: .field("f")), nil,
            "SEARCH i USING INDEX record_index_by_value (kind=? AND field=? AND value>? AND value<?)"
        ),
    ]

    @Test(arguments: plans)
    func aPageIsASearchInOneIndex(_ query: RecordQuery, _ position: RecordPosition?, _ search: String) async throws {
        let store = try SQLiteStore.inMemory()
        let plan = try await store.plan(QueryCompiler.page(query, after: position, limit: 10))
        #expect(plan.first?.replacing("COVERING ", with: "") == search)
        #expect(!plan.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
        try await store.close()
    }

    @Test func otherConditionsAreLookUpsByPrimaryKey() async throws {
        let store = try SQLiteStore.inMemory()
        let predicate = Predicate.and([.not(.equals("f", "v")), .or([.exists("g"), .isIn("h", [1, 2])])])
        let query = RecordQuery("k", in: Self.here, where: predicate)
        let plan = try await store.plan(QueryCompiler.page(query, after: nil, limit: 10))
        #expect(!plan.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH e USING PRIMARY KEY (number=? AND field=?") }, "\(plan)")
        try await store.close()
    }

    @Test(arguments: [nil, 7] as [Int64?], [RecordQuery.Direction.ascending, .descending])
    func aPageOfATimelineIsASearchInOneIndex(_ lane: Int64?, _ direction: RecordQuery.Direction) async throws {
        let store = try SQLiteStore.inMemory()
        let position = TimelinePosition(time: Timestamp(milliseconds: 5), number: 3)
        let statement = TimelineStatement(
            "SELECT time, number, lane, checksum, body", TimelineQuery(1, lane: lane, direction: direction),
            after: position, limit: 10)
        let plan = try await store.plan(SQLFragment(statement.sql, statement.values))
        #expect(plan.count == 1)
        #expect(plan.first?.hasPrefix("SEARCH timeline_entry USING ") == true, "\(plan)")
        #expect(plan.first?.contains(lane == nil ? "timeline=? AND" : "timeline=? AND lane=? AND") == true, "\(plan)")
        try await store.close()
    }

    @Test(arguments: [("", ""), ("ab", "ac"), ("a\u{D7FF}", "a\u{E000}"), ("a\u{10FFFF}", "b"), ("\u{10FFFF}", "")])
    func theSuccessorOfAPrefixEndsItsRange(_ prefix: String, _ successor: String) {
        #expect(ConditionCompiler.successor(of: prefix) ?? "" == successor)
    }
}
