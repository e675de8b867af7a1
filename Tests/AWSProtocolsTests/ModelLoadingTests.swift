import Testing

@testable import AWSProtocols

@Suite struct ModelLoadingTests {
    @Test(arguments: ServiceID.allCases)
    func everySchemaLoads(_ id: ServiceID) throws {
        let model = try ServiceModel.load(id)
        #expect(!model.operations.isEmpty)
        #expect(try ServiceModel.load(id) === model)
    }

    @Test(arguments: ServiceID.allCases)
    func everyPatternCompiles(_ id: ServiceID) throws {
        for shape in try ServiceModel.load(id).shapes {
            guard let pattern = shape.constraints?.pattern else { continue }
            #expect(throws: Never.self, "\(shape.name): \(pattern.source)") { try ModelPattern(pattern.source) }
        }
    }

    @Test(arguments: ServiceID.allCases)
    func everyServiceIsIdentifiedWithoutItsModel(_ id: ServiceID) throws {
        let metadata = try ServiceModel.load(id).metadata
        #expect(ServiceID(signingName: metadata.signingName) == id)
        if let prefix = metadata.targetPrefix { #expect(ServiceID(target: "\(prefix).Operation") == id) }
        if metadata.wire == .query { #expect(ServiceID(queryVersion: metadata.apiVersion) == id) }
    }

    @Test(arguments: [
        "{}", "[", #"{"metadata":{},"operations":{},"shapes":{}}"#,
        #"{"metadata":{"protocol":"json","version":"1","endpoint":"e","signing":"e","id":"E"},"shapes":{"A":{"t":"nonsense"}}}"#,
        #"{"metadata":{"protocol":"json","version":"1","endpoint":"e","signing":"e","id":"E"},"shapes":{"A":{"t":"list","e":"B"}}}"#,
    ])
    func aBrokenSchemaIsRefused(_ text: String) {
        #expect(throws: SchemaError.self) {
            try Array(text.utf8).withUnsafeBufferPointer { _ = try ServiceModel.read(.kms, $0) }
        }
    }

    @Test func operationsAreFoundByTarget() throws {
        let kms = try ServiceModel.load(.kms)
        #expect(try kms.operation(target: "TrentService.GenerateDataKey").name == "GenerateDataKey")
    }

    @Test(arguments: [
        "TrentService.generateDataKey", "TrentService.", "Decrypt", "", "Trent.Decrypt", "TrentService.X",
    ])
    func unknownTargetsAreRefused(_ target: String) throws {
        let kms = try ServiceModel.load(.kms)
        #expect(throws: AWSError.unknownOperation) { try kms.operation(target: target) }
    }

    @Test func unknownActionsAreNamedWithTheirVersion() throws {
        let iam = try ServiceModel.load(.iam)
        #expect(try iam.operation(action: "CreateUser", version: "2010-05-08").name == "CreateUser")
        let error = #expect(throws: AWSError.self) { try iam.operation(action: "Create", version: "2010-05-08") }
        #expect(error?.message == "Could not find operation Create for version 2010-05-08")
        let unversioned = #expect(throws: AWSError.self) { try iam.operation(action: "CreateUser", version: nil) }
        #expect(unversioned?.message == "Could not find operation CreateUser for version NO_VERSION_SPECIFIED")
    }
}
