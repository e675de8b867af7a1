import Essentials
import LogsModel
import Store
import Testing

@testable import LogsService

@Suite struct RetentionTests {
    @Test func expiredEventsAreHiddenAtOnceAndDeletedByTheChore() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(key: FakeCalls.key, streams: "s")
        try await harness.put((0..<5).map { (4 - $0, "old") })
        harness.time.advance(by: .days(2))
        try await harness.put([(0, "new")])
        try await harness.call(
            LogsOperations.putRetentionPolicy, PutRetentionPolicyRequest(logGroupName: "app", retentionInDays: 1))
        #expect(try await harness.messages() == ["new"])
        #expect(try await harness.filter().count == 1)
        let group = try #require(try harness.logs.groups.group(.standard, .standard, "app"))
        #expect(try await Self.count(group, harness) == 6)
        try await harness.runChores()
        #expect(try await Self.count(group, harness) == 1)
        #expect(try await harness.group()?.storedBytes == 3 + 26 + 8 + 28)
        // And again, once the rest has been kept long enough.
        harness.time.advance(by: .days(2))
        try await harness.runChores()
        #expect(try await Self.count(group, harness) == 0)
        #expect(try await harness.group()?.storedBytes == 0)
        let keys = try await harness.store.read {
            try $0.dataKeys(of: group.number, .standard, .standard, .ascending, limit: 10)
        }
        #expect(keys.count == 1)
    }

    @Test func withoutAPolicyEventsAreKept() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        try await harness.put([(0, "kept")])
        try await harness.call(
            LogsOperations.putRetentionPolicy, PutRetentionPolicyRequest(logGroupName: "app", retentionInDays: 1))
        try await harness.call(
            LogsOperations.deleteRetentionPolicy, DeleteRetentionPolicyRequest(logGroupName: "app"))
        harness.time.advance(by: .days(4000))
        try await harness.runChores()
        #expect(try await harness.messages() == ["kept"])
    }

    @Test func otherSpansThanAWSHasAreRefused() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup()
        let refusal = try await harness.refusal(
            LogsOperations.putRetentionPolicy, PutRetentionPolicyRequest(logGroupName: "app", retentionInDays: 2))
        #expect(refusal?.code == "InvalidParameterException")
    }

    @Test func aDeletedGroupIsGoneWithEverythingInIt() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s", "t")
        for _ in 0..<3 { try await harness.put((0..<900).map { _ in (0, "event") }) }
        let old = try #require(try harness.logs.groups.group(.standard, .standard, "app"))
        try await harness.call(LogsOperations.deleteLogGroup, DeleteLogGroupRequest(logGroupName: "app"))
        #expect(try await harness.group() == nil)
        try await harness.makeGroup(streams: "s")
        #expect(try await harness.messages().isEmpty)
        try await harness.runChores()
        #expect(try await Self.count(old, harness) == 0)
        let streams = try await harness.store.read { try $0.streams(of: old, prefix: "", limit: 10) }
        #expect(streams.isEmpty)
    }

    @Test func aDeletedStreamTakesItsEventsAlone() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s", "t")
        try await harness.put([(1, "gone")])
        try await harness.put([(0, "stays")], into: "t")
        try await harness.call(
            LogsOperations.deleteLogStream, DeleteLogStreamRequest(logGroupName: "app", logStreamName: "s"))
        #expect(try await harness.filter().map(\.message) == ["stays"])
        try await harness.runChores()
        let group = try #require(try harness.logs.groups.group(.standard, .standard, "app"))
        #expect(try await Self.count(group, harness) == 1)
        #expect(try await harness.group()?.storedBytes == 5 + 26)
    }

    @Test func aProtectedGroupIsNotDeleted() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        try await harness.call(
            LogsOperations.putLogGroupDeletionProtection,
            PutLogGroupDeletionProtectionRequest(logGroupIdentifier: "app", deletionProtectionEnabled: true))
        let refusal = try await harness.refusal(
            LogsOperations.deleteLogGroup, DeleteLogGroupRequest(logGroupName: "app"))
        #expect(refusal?.code == "ValidationException")
        #expect(try await harness.group()?.deletionProtectionEnabled == true)
    }

    private static func count(_ group: LogGroupRecord, _ harness: LogsHarness) async throws -> Int {
        try await harness.store.read {
            try $0.timeline(
                TimelineQuery(group.number), after: nil, limit: TimelineLimit(entries: 10_000, bytes: 1 << 24)
            ).entries.count
        }
    }
}
