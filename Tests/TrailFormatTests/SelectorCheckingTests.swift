import Testing

@testable import TrailFormat

@Suite struct SelectorCheckingTests {
    private func data(_ values: [String], type: String = "AWS::S3::Object") -> BasicEventSelector {
        BasicEventSelector(dataResources: [.init(type: type, values: values)])
    }

    @Test(arguments: [
        "arn:aws:s3:::b*/", "arn:aws:s3:::*", "arn:aws:s3:::bucket", "bucket", "arn:aws:lambda", "arn:aws:s3:::B_/x",
    ]) func valuesThatAreNoObjectsAreRefused(_ value: String) {
        #expect(throws: SelectorViolation("Value \(value) for DataResources.Values is invalid.")) {
            try EventSelection.basic([data([value])]).check()
        }
    }

    @Test func functionsAndTablesAreNamedInFull() throws {
        try EventSelection.basic([
            data(["arn:aws:lambda:us-east-1:111122223333:function:f"], type: "AWS::Lambda::Function")
        ]).check()
        try EventSelection.basic([
            data(["arn:aws:dynamodb:us-east-1:111122223333:table/t"], type: "AWS::DynamoDB::Table")
        ]).check()
        #expect(throws: SelectorViolation.self) {
            try EventSelection.basic([
                data(["arn:aws:lambda:us-east-1:111122223333:layer:f"], type: "AWS::Lambda::Function")
            ])
            .check()
        }
        #expect(throws: SelectorViolation("Value AWS::SNS::Topic for DataResources.Type is invalid.")) {
            try EventSelection.basic([data(["arn:aws:sns"], type: "AWS::SNS::Topic")]).check()
        }
    }

    @Test func numbersAreBounded() throws {
        let values = (0..<250).map { "arn:aws:s3:::bucket/\($0)" }
        try EventSelection.basic([data(values)]).check()
        try EventSelection.basic([data(values), data(["arn:aws:s3"])]).check()
        #expect(throws: SelectorViolation.self) {
            try EventSelection.basic([data(values), data(["arn:aws:s3:::one/"])]).check()
        }
        #expect(throws: SelectorViolation.self) { try EventSelection.basic([]).check() }
        #expect(throws: SelectorViolation.self) {
            try EventSelection.basic(Array(repeating: BasicEventSelector(), count: 6)).check()
        }
        #expect(throws: SelectorViolation.self) { try EventSelection.advanced([]).check() }
    }

    @Test func aSelectorMustSelectSomething() {
        #expect(throws: SelectorViolation.self) {
            try EventSelection.basic([BasicEventSelector(includesManagementEvents: false)]).check()
        }
        #expect(throws: SelectorViolation("Value s3.amazonaws.com for ExcludeManagementEventSources is invalid.")) {
            try EventSelection.basic([BasicEventSelector(excludedManagementSources: ["s3.amazonaws.com"])]).check()
        }
    }

    private static let category = FieldCondition("eventCategory", equals: ["Data"])
    private static let type = FieldCondition("resources.type", equals: ["AWS::SNS::Topic"])
    private static let management = FieldCondition("eventCategory", equals: ["Management"])

    @Test(arguments: [
        [category, type], [category, type, FieldCondition("eventName", notEndsWith: ["Batch"])],
        [category, type, FieldCondition("readOnly", equals: ["false"])],
        [category, type, FieldCondition("userIdentity.arn", startsWith: ["arn:"], notEquals: ["arn:x"])],
        [category, type, FieldCondition("sessionCredentialFromConsole", notEquals: ["true"])],
        [management], [management, FieldCondition("eventSource", notEquals: ["kms.amazonaws.com"])],
        [
            FieldCondition("eventCategory", equals: ["NetworkActivity"]),
            FieldCondition("eventSource", equals: ["kms.amazonaws.com"]),
        ],
    ]) func fieldsThatTrailsKnowPass(_ fields: [FieldCondition]) throws {
        try EventSelection.advanced([AdvancedEventSelector(fields: fields)]).check()
    }

    @Test(arguments: [
        [type], [category], [category, type, type], [category, type, FieldCondition("eventName")],
        [category, type, FieldCondition("readOnly", notEquals: ["true"])],
        [category, type, FieldCondition("readOnly", equals: ["maybe"])],
        [category, FieldCondition("resources.type", equals: ["SNS"])],
        [category, FieldCondition("resources.type", startsWith: ["AWS::SNS::Topic"])],
        [category, FieldCondition("resources.type", equals: ["AWS::SNS::Topic", "AWS::S3::Object"])],
        [category, type, FieldCondition("sourceIPAddress", equals: ["192.0.2.1"])],
        [category, type, FieldCondition("eventName", equals: ["A", "A"])],
        [management, FieldCondition("eventName", equals: ["A"])],
        [management, FieldCondition("eventSource", equals: ["kms.amazonaws.com"])],
        [management, FieldCondition("eventSource", notEquals: ["s3.amazonaws.com"])],
        [FieldCondition("eventCategory", equals: ["Insight"])],
        [FieldCondition("eventCategory", equals: ["NetworkActivity"])],
    ]) func fieldsThatTrailsDoNotKnowAreRefused(_ fields: [FieldCondition]) {
        #expect(throws: SelectorViolation.self) {
            try EventSelection.advanced([AdvancedEventSelector(fields: fields)]).check()
        }
    }

    @Test func fiveHundredValuesAreTheMost() throws {
        func selection(_ count: Int) -> EventSelection {
            .advanced([
                AdvancedEventSelector(fields: [
                    Self.category, Self.type, FieldCondition("eventName", equals: (0..<count).map(String.init)),
                ])
            ])
        }
        try selection(498).check()
        #expect(throws: SelectorViolation.self) { try selection(499).check() }
    }
}
