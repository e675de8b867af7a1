import Testing

@testable import TrailFormat

@Suite struct SelectionTests {
    private let read = EventFacts(
        category: "Management", source: "kms.amazonaws.com", name: "DescribeKey", isReadOnly: true)
    private let write = EventFacts(
        category: "Management", source: "iam.amazonaws.com", name: "CreateUser", isReadOnly: false)

    private func object(_ key: String, name: String = "PutObject", by arn: String? = nil) -> EventFacts {
        EventFacts(
            category: "Data", source: "s3.amazonaws.com", name: name, isReadOnly: name.hasPrefix("Get"),
            resources: [
                .init(type: "AWS::S3::Object", arn: "arn:aws:s3:::\(key)"),
                .init(type: "AWS::S3::Bucket", arn: "arn:aws:s3:::\(key.prefix { $0 != "/" })"),
            ], identityARN: arn)
    }

    @Test func aNewTrailLogsManagementEventsAlone() {
        #expect(EventSelection.standard.matches(read) && EventSelection.standard.matches(write))
        #expect(!EventSelection.standard.matches(object("b/k")))
        #expect(EventSelection.standard.logsEveryManagementEvent && !EventSelection.standard.logsDataEvents)
    }

    @Test func basicSelectorsTellReadsFromWrites() {
        let reads = EventSelection.basic([BasicEventSelector(readWrite: .readOnly)])
        let writes = EventSelection.basic([BasicEventSelector(readWrite: .writeOnly)])
        #expect(reads.matches(read) && !reads.matches(write) && !writes.matches(read) && writes.matches(write))
    }

    @Test func excludedSourcesAreLeftOut() {
        let selection = EventSelection.basic([
            BasicEventSelector(excludedManagementSources: ["kms.amazonaws.com"])
        ])
        #expect(!selection.matches(read) && selection.matches(write) && !selection.logsEveryManagementEvent)
    }

    @Test(arguments: [
        ("arn:aws:s3", true), ("arn:aws:s3:::", true), ("arn:aws:s3:::logs/", true), ("arn:aws:s3:::logs/2026", true),
        ("arn:aws:s3:::logs/2025", false), ("arn:aws:s3:::log/", false), ("arn:aws:s3:::other/", false),
    ]) func objectsAreSelectedByTheBeginningOfTheirARN(_ value: String, _ isMatch: Bool) throws {
        let selection = EventSelection.basic([
            BasicEventSelector(
                includesManagementEvents: false, dataResources: [.init(type: "AWS::S3::Object", values: [value])])
        ])
        try selection.check()
        #expect(selection.matches(object("logs/2026/a")) == isMatch)
        #expect(!selection.matches(write))
    }

    @Test func typeAndARNAreAskedOfOneResource() {
        let selection = EventSelection.advanced([
            AdvancedEventSelector(fields: [
                FieldCondition("eventCategory", equals: ["Data"]),
                FieldCondition("resources.type", equals: ["AWS::S3::Object"]),
                FieldCondition("resources.ARN", equals: ["arn:aws:s3:::b"]),
            ])
        ])
        #expect(!selection.matches(object("b/k")))
    }

    /// The example of the user guide, "How CloudTrail evaluates multiple conditions for a field".
    @Test(arguments: [
        ("example/object1", true), ("example/object2", true), ("other/object3", true),
        ("example/deselectObject4", false),
        ("example/object5", false), ("example/object6", false), ("other/object7", false),
    ]) func conditionsOfOneField(_ key: String, _ isMatch: Bool) throws {
        let selection = EventSelection.advanced([
            AdvancedEventSelector(fields: [
                FieldCondition("eventCategory", equals: ["Data"]),
                FieldCondition("resources.type", equals: ["AWS::S3::Object"]),
                FieldCondition(
                    "resources.ARN", equals: ["arn:aws:s3:::example/object1"], startsWith: ["arn:aws:s3:::example/"],
                    endsWith: ["object3"], notEquals: ["arn:aws:s3:::example/object6"],
                    notStartsWith: ["arn:aws:s3:::example/deselect"], notEndsWith: ["object5"]),
            ])
        ])
        try selection.check()
        #expect(selection.matches(object(key)) == isMatch)
    }

    @Test func factsAreReadOffARecord() {
        let record = """
            {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/a"},\
            "eventSource":"s3.amazonaws.com","eventName":"GetObject","readOnly":true,"eventType":"AwsApiCall",\
            "resources":[{"accountId":"111122223333","type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"}],\
            "eventCategory":"Data","errorCode":"AccessDenied"}
            """
        #expect(
            EventFacts(record: Array(record.utf8))
                == EventFacts(
                    category: "Data", source: "s3.amazonaws.com", name: "GetObject", isReadOnly: true,
                    resources: [.init(type: "AWS::S3::Object", arn: "arn:aws:s3:::b/k")],
                    identityARN: "arn:aws:iam::111122223333:user/a", errorCode: "AccessDenied"))
        #expect(EventFacts(record: Array("{".utf8)) == nil)
    }
}
