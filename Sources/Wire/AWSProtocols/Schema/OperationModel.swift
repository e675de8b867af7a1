/// One operation of a service model. A class so that handing it on copies a reference only; immutable.
public final class OperationModel: Sendable {
    public enum Authentication: Sendable {
        /// Signature version 4 over the whole request.
        case signed
        /// Signature version 4 that leaves the body out.
        case signedExceptBody
        /// No signature at all, such as STS AssumeRoleWithWebIdentity.
        case none
    }

    public let name: String
    public let method: String
    /// The URI template, such as `/detector/{DetectorId}` or `/{Bucket}/{Key+}?acl`.
    public let uri: String
    /// The status of success.
    public let status: Int
    public let authentication: Authentication
    public let isReadOnly: Bool
    public let isIdempotent: Bool
    let input: ShapeID?
    let output: ShapeID?
    /// The XML element around a query result, such as `CreateUserResult`.
    let resultWrapper: String?
    /// The root element of an XML input, and its namespace.
    let inputElement: String?
    let inputNamespace: String?
    let errors: [ShapeID]

    init(
        name: String, method: String, uri: String, status: Int, authentication: Authentication, isReadOnly: Bool,
        isIdempotent: Bool, input: ShapeID?, output: ShapeID?, resultWrapper: String?, inputElement: String?,
        inputNamespace: String?, errors: [ShapeID]
    ) {
        self.name = name
        self.method = method
        self.uri = uri
        self.status = status
        self.authentication = authentication
        self.isReadOnly = isReadOnly
        self.isIdempotent = isIdempotent
        self.input = input
        self.output = output
        self.resultWrapper = resultWrapper
        self.inputElement = inputElement
        self.inputNamespace = inputNamespace
        self.errors = errors
    }
}
