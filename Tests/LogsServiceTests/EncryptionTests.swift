import Essentials
import LogsModel
import Store
import Testing

@testable import LogsService

/// Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
@Suite struct EncryptionTests {
    private static let secret = "the secret message"

    private func sealed() async throws -> LogsHarness {
        let harness = try LogsHarness()
        try await harness.makeGroup(key: FakeCalls.key, streams: "s")
        try await harness.put([(5, Self.secret), (4, "another")])
        return harness
    }

    private func bodies(_ harness: LogsHarness) async throws -> [[UInt8]] {
        let group = try #require(try harness.logs.groups.group(.standard, .standard, "app"))
        return try await harness.store.read { transaction in
            try transaction.timeline(
                TimelineQuery(group.number), after: nil, limit: TimelineLimit(entries: 100, bytes: 1 << 20)
            ).entries.map(\.body)
        }
    }

    @Test func eventsAreSealedInTheStoreAndReadByCallers() async throws {
        let harness = try await sealed()
        for body in try await bodies(harness) {
            #expect(!String(decoding: body, as: UTF8.self).contains("secret"))
        }
        #expect(try await harness.messages() == [Self.secret, "another"])
        #expect(try await harness.filter("secret").count == 1)
        #expect(try await harness.group()?.kmsKeyId == FakeCalls.key)
    }

    @Test func theContextIsTheGroupAndTheCallerTheServiceOfTheRegion() async throws {
        let harness = try await sealed()
        let state = harness.calls.state.withLock { $0 }
        #expect(!state.dataKeys.isEmpty)
        let arn = "arn:aws:logs:us-east-1:123456789012:log-group:app"
        for key in state.dataKeys.values { #expect(key.context == ["aws:logs:arn": arn]) }
        #expect(state.invokers.allSatisfy { $0.principal == "logs.us-east-1.amazonaws.com" })
        #expect(state.invokers.last?.source == arn)
    }

    @Test func aDisabledKeyClosesTheGroupUntilItIsEnabledAgain() async throws {
        let harness = try await sealed()
        harness.calls.state.withLock { $0.isKeyEnabled = false }
        let refusal = try await harness.refusal(
            LogsOperations.getLogEvents, GetLogEventsRequest(logStreamName: "s", logGroupName: "app"))
        #expect(
            refusal
                == Refusal(
                    code: "AccessDeniedException",
                    message: "The specified KMS key does not exist or is not allowed to be used with LogGroup "
                        + "'arn:aws:logs:us-east-1:123456789012:log-group:app'"))
        #expect(
            try await harness.refusal(
                LogsOperations.filterLogEvents, FilterLogEventsRequest(logGroupName: "app"))?.code
                == "AccessDeniedException")
        harness.time.advance(by: .minutes(6))
        let put = PutLogEventsRequest(
            logGroupName: "app", logStreamName: "s",
            logEvents: [InputLogEvent(timestamp: harness.now, message: "m")])
        #expect(try await harness.refusal(LogsOperations.putLogEvents, put)?.code == "AccessDeniedException")
        harness.calls.state.withLock { $0.isKeyEnabled = true }
        #expect(try await harness.messages().count == 2)
    }

    @Test func aRestartedServiceReadsAndGoesOnWithTheSameDataKey() async throws {
        let harness = try await sealed()
        let keys = harness.calls.state.withLock { $0.dataKeys }
        let restarted = try LogsHarness(store: harness.store)
        restarted.calls.state.withLock { $0.dataKeys = keys }
        try await restarted.put([(0, "after")])
        #expect(try await restarted.messages() == [Self.secret, "another", "after"])
        #expect(restarted.calls.state.withLock { $0.dataKeys.count } == keys.count)
        restarted.time.advance(by: .hours(25))
        try await restarted.put([(0, "next day")])
        #expect(restarted.calls.state.withLock { $0.dataKeys.count } == keys.count + 1)
        #expect(try await restarted.messages().count == 4)
    }

    @Test func whatComesAfterADisassociationIsInTheClearAndTheRestStaysSealed() async throws {
        let harness = try await sealed()
        try await harness.call(
            LogsOperations.disassociateKmsKey, DisassociateKmsKeyRequest(logGroupName: "app"))
        try await harness.put([(0, "clear")])
        #expect(try await bodies(harness).count { String(decoding: $0, as: UTF8.self).contains("clear") } == 1)
        #expect(try await harness.messages().count == 3)
        harness.calls.state.withLock { $0.isKeyEnabled = false }
        let refusal = try await harness.refusal(
            LogsOperations.getLogEvents, GetLogEventsRequest(logStreamName: "s", logGroupName: "app"))
        #expect(refusal?.code == "AccessDeniedException")
    }

    @Test func aKeyThatIsDisabledOrMissingIsNotAssociated() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let missing = try await harness.refusal(
            LogsOperations.associateKmsKey,
            AssociateKmsKeyRequest(
                kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/none", logGroupName: "app"))
        #expect(missing?.code == "InvalidParameterException")
        harness.calls.state.withLock { $0.isKeyEnabled = false }
        let disabled = try await harness.refusal(
            LogsOperations.createLogGroup, CreateLogGroupRequest(logGroupName: "new", kmsKeyId: FakeCalls.key))
        #expect(disabled?.code == "InvalidParameterException")
        #expect(try await harness.group("new") == nil)
    }
}
