import AWSProtocols
import CloudTrailModel
import Essentials
import Testing

@testable import CloudTrailService

@Suite struct TrailTests {
    private func request(_ name: String) -> CreateTrailRequest { CreateTrailRequest(name: name, s3BucketName: "logs") }

    @Test func aTrailIsMadeShownChangedAndDeleted() async throws {
        let harness = try await TrailHarness()
        let made = try await harness.call(
            CloudTrailOperations.createTrail,
            CreateTrailRequest(
                name: "main", s3BucketName: "logs", s3KeyPrefix: "p", isMultiRegionTrail: true,
                tagsList: [Tag(key: "team", value: "security")]))
        #expect(made.trailARN == "arn:aws:cloudtrail:us-east-1:123456789012:trail/main")
        #expect(made.isMultiRegionTrail == true && made.includeGlobalServiceEvents == true)
        #expect(harness.calls.objects(in: "logs").keys.contains("p/AWSLogs/123456789012/CloudTrail/"))
        #expect(harness.calls.lastInvoker?.source == made.trailARN)
        let shown = try await harness.call(CloudTrailOperations.getTrail, GetTrailRequest(name: "main")).trail
        #expect(shown?.homeRegion == "us-east-1" && shown?.s3KeyPrefix == "p")
        try await harness.call(
            CloudTrailOperations.updateTrail,
            UpdateTrailRequest(name: "main", s3KeyPrefix: "", enableLogFileValidation: true))
        let changed = try await harness.call(CloudTrailOperations.getTrail, GetTrailRequest(name: "main")).trail
        #expect(changed?.s3KeyPrefix == nil && changed?.logFileValidationEnabled == true)
        try await harness.call(CloudTrailOperations.deleteTrail, DeleteTrailRequest(name: "main"))
        #expect(
            try await harness.refusal(CloudTrailOperations.getTrail, GetTrailRequest(name: "main"))
                == "TrailNotFoundException")
    }

    @Test func namesAndSettingsAreChecked() async throws {
        let harness = try await TrailHarness()
        func refusal(_ change: (inout CreateTrailRequest) -> Void) async throws -> String? {
            var request = request("main")
            change(&request)
            return try await harness.refusal(CloudTrailOperations.createTrail, request)
        }
        #expect(try await refusal { $0.name = "a" } == "InvalidTrailNameException")
        #expect(try await refusal { $0.s3BucketName = "UPPER" } == "InvalidS3BucketNameException")
        #expect(try await refusal { $0.s3KeyPrefix = "a/" } == "InvalidS3PrefixException")
        #expect(try await refusal { $0.snsTopicName = "a.b" } == "InvalidSnsTopicNameException")
        #expect(try await refusal { $0.cloudWatchLogsRoleArn = "r" } == "InvalidParameterCombinationException")
        #expect(
            try await refusal { ($0.isMultiRegionTrail, $0.includeGlobalServiceEvents) = (true, false) }
                == "InvalidParameterCombinationException")
        #expect(try await refusal { $0.s3BucketName = "missing" } == "S3BucketDoesNotExistException")
        #expect(
            try await refusal { $0.tagsList = [Tag(key: "aws:x", value: "y")] } == "InvalidTagParameterException")
        #expect(try await refusal { $0.isOrganizationTrail = true } == "OrganizationsNotInUseException")
        #expect(try await refusal { _ in } == nil)
        #expect(try await refusal { _ in } == "TrailAlreadyExistsException")
    }

    @Test(arguments: [
        ("GetBucketAcl", "AccessDenied", "InsufficientS3BucketPolicyException"),
        ("PutObject", "AccessDenied", "InsufficientS3BucketPolicyException"),
        ("PutObject", "KMS.DisabledException", "InsufficientEncryptionPolicyException"),
        ("DescribeKey", "NotFoundException", "KmsKeyNotFoundException"),
        ("DescribeKey", "AccessDeniedException", "InsufficientEncryptionPolicyException"),
        ("Publish", "NotFound", "InsufficientSnsTopicPolicyException"),
        ("CreateLogStream", "ResourceNotFoundException", "InvalidCloudWatchLogsLogGroupArnException"),
    ]) func whatCannotBeDeliveredIsToldAtOnce(_ operation: String, _ failure: String, _ answer: String) async throws {
        let harness = try await TrailHarness()
        harness.calls.fail(operation, with: AWSError(code: failure, ""))
        let request = CreateTrailRequest(
            name: "main", s3BucketName: "logs", snsTopicName: "topic",
            cloudWatchLogsLogGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g:*",
            cloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/r", kmsKeyId: "alias/k")
        #expect(try await harness.refusal(CloudTrailOperations.createTrail, request) == answer)
        harness.calls.fail(operation, with: nil)
        #expect(try await harness.refusal(CloudTrailOperations.createTrail, request) == nil)
        #expect(harness.calls.messages.last == "CloudTrail validation message.")
        #expect(harness.calls.streams == ["123456789012_CloudTrail_us-east-1"])
    }

    @Test func aRegionHasFiveTrailsAtMost() async throws {
        let harness = try await TrailHarness()
        for index in 0..<5 { try await harness.call(CloudTrailOperations.createTrail, request("trail\(index)")) }
        #expect(
            try await harness.refusal(CloudTrailOperations.createTrail, request("trail5"))
                == "MaximumNumberOfTrailsExceededException")
        let other = try #require(Region("eu-central-1"))
        var everywhere = request("everywhere")
        everywhere.isMultiRegionTrail = true
        #expect(
            try await harness.refusal(CloudTrailOperations.createTrail, everywhere, in: other)
                == "MaximumNumberOfTrailsExceededException")
        try await harness.call(CloudTrailOperations.createTrail, request("trail5"), in: other)
    }

    @Test func aTrailOfAllRegionsIsSeenInEachAndChangedAtHome() async throws {
        let harness = try await TrailHarness()
        let other = try #require(Region("eu-central-1"))
        var everywhere = request("everywhere")
        everywhere.isMultiRegionTrail = true
        let arn = try await harness.call(CloudTrailOperations.createTrail, everywhere).trailARN ?? ""
        try await harness.call(CloudTrailOperations.createTrail, request("here"))
        func names(_ request: DescribeTrailsRequest, _ region: Region) async throws -> [String?] {
            try await harness.call(CloudTrailOperations.describeTrails, request, in: region).trailList?.map(\.name)
                ?? []
        }
        #expect(try await names(DescribeTrailsRequest(), other) == ["everywhere"])
        #expect(try await names(DescribeTrailsRequest(), .standard) == ["everywhere", "here"])
        #expect(try await names(DescribeTrailsRequest(includeShadowTrails: false), other) == [])
        #expect(try await names(DescribeTrailsRequest(trailNameList: ["everywhere"]), other) == [])
        #expect(try await names(DescribeTrailsRequest(trailNameList: [arn]), other) == ["everywhere"])
        #expect(
            try await harness.refusal(CloudTrailOperations.stopLogging, StopLoggingRequest(name: arn), in: other)
                == "InvalidHomeRegionException")
        let listed = try await harness.call(CloudTrailOperations.listTrails, ListTrailsRequest(), in: other)
        #expect(listed.trails?.count == 2)
    }

    @Test func anotherAccountLearnsNothingOfATrail() async throws {
        let harness = try await TrailHarness()
        let arn = try await harness.call(CloudTrailOperations.createTrail, request("main")).trailARN ?? ""
        let other = try #require(AccountID("111122223333"))
        for name in [arn, arn + "x"] {
            #expect(
                try await harness.refusal(CloudTrailOperations.getTrail, GetTrailRequest(name: name), as: other)
                    == "AccessDeniedException")
        }
        #expect(
            try await harness.refusal(CloudTrailOperations.getTrail, GetTrailRequest(name: "arn:aws:s3:::x"))
                == "CloudTrailARNInvalidException")
    }

    @Test func tagsHaveTheirRules() async throws {
        let harness = try await TrailHarness()
        let arn = try await harness.call(CloudTrailOperations.createTrail, request("main")).trailARN ?? ""
        func add(_ tags: [CloudTrailModel.Tag]) async throws -> String? {
            try await harness.refusal(CloudTrailOperations.addTags, AddTagsRequest(resourceId: arn, tagsList: tags))
        }
        #expect(try await add([Tag(key: "a", value: "1"), Tag(key: "b")]) == nil)
        #expect(
            try await add([Tag(key: "a", value: "1"), Tag(key: "a", value: "2")]) == "InvalidTagParameterException")
        #expect(try await add((0..<50).map { Tag(key: "k\($0)") }) == "TagsLimitExceededException")
        try await harness.call(
            CloudTrailOperations.removeTags, RemoveTagsRequest(resourceId: arn, tagsList: [Tag(key: "b")]))
        let tags = try await harness.call(CloudTrailOperations.listTags, ListTagsRequest(resourceIdList: [arn]))
        #expect(tags.resourceTagList?.first?.tagsList == [Tag(key: "a", value: "1")])
        let store = "arn:aws:cloudtrail:us-east-1:123456789012:eventdatastore/x"
        #expect(
            try await harness.refusal(CloudTrailOperations.listTags, ListTagsRequest(resourceIdList: [store]))
                == "EventDataStoreNotFoundException")
    }

    @Test func trailsHaveNoPolicies() async throws {
        let harness = try await TrailHarness()
        let arn = try await harness.call(CloudTrailOperations.createTrail, request("main")).trailARN ?? ""
        for (resource, code) in [
            (arn, "ResourceTypeNotSupportedException"), ("nonsense", "ResourceARNNotValidException"),
            ("arn:aws:cloudtrail:us-east-1:123456789012:channel/01", "ResourceNotFoundException"),
        ] {
            #expect(
                try await harness.refusal(
                    CloudTrailOperations.putResourcePolicy,
                    PutResourcePolicyRequest(resourceArn: resource, resourcePolicy: "{}")) == code)
        }
    }
}
