import Essentials
import Testing

@testable import AWSProtocols

@Suite struct QueryDecodingTests {
    static func decode(_ service: ServiceID, _ operation: String, _ form: String) throws -> Structure {
        let model = try ServiceModel.load(service)
        var parameters = QueryParameters()
        try parameters.read(form.utf8)
        return try model.decode(parameters, for: try #require(model.operations[operation]))
    }

    @Test func listsOfStructuresMayBeNumberedWithGaps() throws {
        let structure = try Self.decode(
            .iam, "TagUser",
            "Action=TagUser&Version=2010-05-08&UserName=a%2bb&Tags.member.30.Key=z&Tags.member.30.Value="
                + "&Tags.member.7.Key=y&Tags.member.7.Value=1+%C3%A9")
        #expect(structure["UserName"] == .string("a+b"))
        #expect(structure["Tags"] == .list([Self.tag("y", "1 é"), Self.tag("z", "")]))
    }

    static func tag(_ key: String, _ value: String) -> Document {
        .structure(["Key": .string(key), "Value": .string(value)])
    }

    @Test func mapsAndBooleansAreRead() throws {
        let topic = try Self.decode(
            .sns, "CreateTopic",
            "Name=t&Attributes.entry.1.key=FifoTopic&Attributes.entry.1.value=true&Attributes.entry.2.key=b"
                + "&Attributes.entry.2.value=c")
        #expect(
            topic["Attributes"]
                == .map([.init(key: "FifoTopic", value: .string("true")), .init(key: "b", value: .string("c"))]))
        let entities = try Self.decode(.iam, "CreateLoginProfile", "UserName=u&Password=p&PasswordResetRequired=TRUE")
        #expect(entities["PasswordResetRequired"] == .bool(true))
    }

    @Test func anEmptyNameIsAnEmptyList() throws {
        #expect(try Self.decode(.iam, "UntagUser", "UserName=u&TagKeys=")["TagKeys"] == .list([]))
    }

    @Test(arguments: ["A=%", "A=%4", "A=%zz", "A=%FF", "A=1&A=2", "%41=1&A=2"])
    func formsThatDoNotParseAreRefused(_ form: String) {
        #expect(throws: AWSError.malformedQueryString) { try Self.decode(.iam, "GetUser", form) }
    }

    @Test(arguments: [
        ("TagUser", "UserName=u&Tags=x"), ("TagUser", "UserName=u&Tags.member.x.Key=k"),
        ("TagUser", "UserName=u&Tags.member.1=k"), ("TagUser", "UserName=u&Tags.member.99999999999.Key=k"),
        ("GetUser", "UserName.member.1=u"), ("ListUsers", "MaxItems=many"),
        ("CreateLoginProfile", "UserName=u&PasswordResetRequired=yes"),
    ])
    func wrongTypesAreMalformedInput(_ operation: String, _ form: String) throws {
        let error = #expect(throws: AWSError.self) { try Self.decode(.iam, operation, form) }
        #expect(error?.code(in: .query) == "MalformedInput")
    }

    @Test func aRepeatedNameInBodyAndQueryStringIsRefused() throws {
        var parameters = QueryParameters()
        try parameters.read("Action=GetUser".utf8)
        #expect(throws: AWSError.malformedQueryString) { try parameters.read("Action=DeleteUser".utf8) }
    }

    @Test func sizeIsBounded() throws {
        let deep = "A" + String(repeating: ".a", count: 40) + "=1"
        #expect(throws: AWSError.malformedQueryString) { try Self.decode(.iam, "GetUser", deep) }
        let many = (0...10_000).map { "a\($0)=1" }.joined(separator: "&")
        #expect(throws: AWSError.malformedQueryString) { try Self.decode(.iam, "GetUser", many) }
    }
}
