import AWSProtocols
import CloudTrailModel
import Essentials
import Testing

@testable import CloudTrailService
@testable import ServiceKit

@Suite struct DeliveryTests {
    private let other = Region("eu-central-1") ?? .standard

    @Test func whatHappensWhileATrailLogsArrivesOnce() async throws {
        let harness = try await TrailHarness()
        try await harness.happen("Before")
        try await harness.startTrail()
        try await harness.happen("During")
        try await harness.happen("Elsewhere", .standard, other)
        try await harness.pass(.minutes(1))
        #expect(harness.logFiles().isEmpty)
        try await harness.pass(.minutes(4))
        let files = harness.logFiles()
        #expect(files.count == 1)
        let name =
            #/AWSLogs/123456789012/CloudTrail/us-east-1/2023/11/14/123456789012_CloudTrail_us-east-1_20231114T2218Z_\w{16}\.json\.gz/#
        #expect(files.first?.wholeMatch(of: name) != nil)
        #expect(try harness.events() == ["StartLogging", "During"])
        try await harness.call(CloudTrailOperations.stopLogging, StopLoggingRequest(name: "main"))
        try await harness.happen("After")
        try await harness.pass(.minutes(6))
        #expect(try harness.events().suffix(1) == ["StopLogging"] && !harness.events().contains("After"))
        try await harness.call(CloudTrailOperations.startLogging, StartLoggingRequest(name: "main"))
        try await harness.happen("Again")
        try await harness.pass(.minutes(6))
        #expect(try harness.events().suffix(2) == ["StartLogging", "Again"])
        #expect(try Set(harness.eventIDs()).count == harness.eventIDs().count)
    }

    @Test func objectsAreForTheBucketsOwner() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail(CreateTrailRequest(name: "main", s3BucketName: "logs", kmsKeyId: "alias/k"))
        try await harness.pass(.minutes(5))
        let key = try #require(harness.logFiles().first)
        let object = try #require(harness.calls.objects(in: "logs")[key])
        #expect(object.request.acl == .bucketOwnerFullControl && object.request.contentEncoding == "gzip")
        #expect(object.request.contentType == "application/json" && object.request.serverSideEncryption == .awsKms)
        #expect(object.request.ssekmsKeyId == "arn:aws:kms:us-east-1:123456789012:key/k")
    }

    @Test func aTrailOfAllRegionsHasAFileForEach() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail(
            CreateTrailRequest(name: "main", s3BucketName: "logs", isMultiRegionTrail: true))
        try await harness.happen("There", .standard, other)
        try await harness.pass(.minutes(5))
        #expect(harness.logFiles().count == 2 && harness.logFiles().first?.contains("/eu-central-1/") == true)
    }

    @Test func globalServicesAreLeftOutWhereTheTrailSaysSo() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail(
            CreateTrailRequest(name: "main", s3BucketName: "logs", includeGlobalServiceEvents: false))
        try await harness.happen("CreateUser", of: "iam.amazonaws.com")
        try await harness.happen("Encrypt")
        try await harness.pass(.minutes(5))
        #expect(try harness.events() == ["StartLogging", "Encrypt"])
    }

    @Test func dataEventsAreForWhoSelectsThem() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        func put(_ bucket: String) async throws {
            let object = AuditResource(arn: "arn:aws:s3:::\(bucket)/k", type: "AWS::S3::Object", account: .standard)
            try await harness.happen(
                "PutObject", of: "s3.amazonaws.com", category: .data, resources: [object])
        }
        try await put("mine")
        await harness.collect()
        try await harness.call(
            CloudTrailOperations.putEventSelectors,
            PutEventSelectorsRequest(
                trailName: "main",
                eventSelectors: [
                    EventSelector(
                        readWriteType: .writeOnly, includeManagementEvents: false,
                        dataResources: [DataResource(type: "AWS::S3::Object", values: ["arn:aws:s3:::mine/"])])
                ]))
        try await put("mine")
        try await put("yours")
        try await harness.happen("Encrypt")
        try await harness.pass(.minutes(6))
        #expect(try harness.events().sorted() == ["PutObject", "StartLogging"])
    }

    @Test func whatWasCutOffAfterItsPutIsPutToTheSamePlace() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        try await harness.happen("During")
        await harness.collect()
        harness.calls.cutOffAfterNextPut()
        try await harness.pass(.minutes(5))
        let (files, puts) = (harness.logFiles(), harness.calls.putCount)
        #expect(files.count == 1)
        harness.calls.addBucket("others")
        try await harness.call(
            CloudTrailOperations.updateTrail, UpdateTrailRequest(name: "main", s3BucketName: "others"))
        try await harness.pass(.minutes(5))
        #expect(harness.logFiles() == files && harness.calls.putCount > puts)
        #expect(try harness.events() == ["StartLogging", "During"])
        #expect(try harness.events(in: "others").last == "UpdateTrail")
    }

    @Test func whatCannotBeDeliveredIsToldAndMadeGood() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        harness.calls.fail("PutObject", with: AWSError(code: "AccessDenied", "", status: 403))
        for index in 0..<20 {
            try await harness.happen("Event\(index)")
            try await harness.pass(.minutes(5))
        }
        let status = try await harness.status()
        #expect(status.latestDeliveryError == "AccessDenied" && status.latestDeliveryTime == nil)
        #expect(harness.logFiles().isEmpty)
        harness.calls.fail("PutObject", with: nil)
        for _ in 0..<3 { try await harness.pass(.minutes(5)) }
        #expect(try harness.events().filter { $0.hasPrefix("Event") } == (0..<20).map { "Event\($0)" })
        // While nothing could be delivered, no more files were begun than one.
        #expect(harness.logFiles().count <= 3)
        let mended = try await harness.status()
        #expect(mended.latestDeliveryError == nil && mended.latestDeliveryTime != nil && mended.isLogging == true)
    }

    @Test func aFileIsClosedWhenItIsFull() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        let large = String(repeating: "x", count: 90_000)
        for index in 0..<600 {
            var record = harness.record("Event\(index)")
            record.requestParameters = Array("\"\(large)\"".utf8)
            try await harness.store.append([record.journalEntry], durability: .flushed)
        }
        try await harness.pass(.milliseconds(1))
        #expect(harness.logFiles().count == 1)
        try await harness.pass(.minutes(5))
        #expect(harness.logFiles().count == 2)
        #expect(try Set(harness.eventIDs()).count == 601)
    }

    @Test func theTopicIsToldOfEachFile() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail(CreateTrailRequest(name: "main", s3BucketName: "logs", snsTopicName: "told"))
        harness.calls.fail("Publish", with: AWSError(code: "NotFound", "", status: 404))
        try await harness.pass(.minutes(5))
        #expect(try await harness.status().latestNotificationError == "NotFound")
        harness.calls.fail("Publish", with: nil)
        try await harness.pass(.minutes(5))
        let message = try JSON(parsing: try #require(harness.calls.messages.dropFirst().first))
        #expect(message["s3Bucket"] == "logs")
        #expect(message["s3ObjectKey"]?.array?.first?.string == harness.logFiles().first)
        #expect(try await harness.status().latestNotificationError == nil)
    }

    @Test func eventsAreForwardedToALogGroup() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail(
            CreateTrailRequest(
                name: "main", s3BucketName: "logs",
                cloudWatchLogsLogGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g:*",
                cloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/r"))
        try await harness.happen("During")
        harness.calls.fail("PutObject", with: AWSError(code: "NoSuchBucket", "", status: 404))
        try await harness.pass(.minutes(5))
        // A bucket that is gone does not hold up the log group.
        #expect(harness.calls.logged.count == 2 && harness.calls.logged.last?.contains("During") == true)
        harness.calls.fail("PutObject", with: nil)
        try await harness.pass(.minutes(5))
        #expect(try harness.events().prefix(2) == ["StartLogging", "During"])
        #expect(harness.calls.logged.filter { $0.contains("During") }.count == 1)
        #expect(try await harness.status().latestCloudWatchLogsDeliveryTime != nil)
    }

    @Test func aDeletedTrailDeliversWhatItHasAndIsForgotten() async throws {
        let harness = try await TrailHarness()
        try await harness.startTrail()
        try await harness.happen("During")
        try await harness.call(CloudTrailOperations.deleteTrail, DeleteTrailRequest(name: "main"))
        try await harness.happen("After")
        for _ in 0..<3 { try await harness.pass(.minutes(5)) }
        #expect(try harness.events() == ["StartLogging", "During", "DeleteTrail"])
        #expect(try await harness.store.read { try $0.count(SelectionRecord.self, in: .everywhere) } == 0)
        #expect(try await harness.store.read { try $0.count(FormerTrailRecord.self, in: .everywhere) } == 0)
    }

    @Test func dataEventsAreForgottenOnceTheyAreTakenAndOld() async throws {
        let harness = try await TrailHarness()
        try await harness.happen("PutObject", of: "s3.amazonaws.com", category: .data)
        try await harness.pass(.hours(1))
        func count() async throws -> Int {
            try await harness.store.read { try $0.journal(AuditRecord.dataStream, after: 0, limit: 10).count }
        }
        #expect(try await count() == 1)
        try await harness.pass(.days(1))
        #expect(try await count() == 0)
    }

    @Test func whoeverAsksIsToldWhatTrailsLog() async throws {
        let harness = try await TrailHarness()
        let entry = harness.record("Encrypt").journalEntry
        let trails = harness.service.trails
        #expect(try !trails.isLogging(account: .standard, region: .standard) && !trails.logs(entry))
        try await harness.startTrail()
        #expect(try trails.isLogging(account: .standard, region: .standard) && trails.logs(entry))
        #expect(try !trails.isLogging(account: .standard, region: other))
        try await harness.call(CloudTrailOperations.stopLogging, StopLoggingRequest(name: "main"))
        #expect(try !trails.isLogging(account: .standard, region: .standard) && !trails.logs(entry))
    }
}
