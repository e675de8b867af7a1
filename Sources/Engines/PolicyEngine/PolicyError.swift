import Essentials

/// Why a document is not a policy. Every case answers AWS's code `MalformedPolicyDocument` with `message`.
public enum PolicyError: Error, Hashable, Sendable {
    case tooLarge(maximum: Int)
    case invalidJSON(JSONError)
    /// An element is unknown, has the wrong type, or holds a value outside the grammar.
    case syntax(element: String)
    case oldVersion
    case missingActions(PolicyKind)
    case missingResources(PolicyKind)
    case missingPrincipal
    case prohibitedPrincipal
    case prohibitedField(String)
    case actionWithoutVendor
    case invalidVendor(String)
    case onlyAssumeRoleActions
    case resourceNotARN(String)
    case resourceVendorNotQualified
    /// An ARN with a Region, of a service whose resources are known by their names in every Region.
    case resourceWithRegion(String, vendor: String)
    case invalidPartition(String, resource: String)
    case invalidPrincipal(type: String, name: String)
    case invalidFederatedPrincipal
    case unknownOperator(String)
    case invalidConditionValue(key: String)
    case invalidSid
    case duplicateSid
    /// A service or resource control policy that uses what its type does not allow.
    case unmetTypeRequirements

    /// The error code of IAM, STS and KMS (some services append `Exception`).
    public static let code = "MalformedPolicyDocument"

    /// The text after the code, in the words IAM and Organizations use.
    public var message: String {
        switch self {
        case .tooLarge: "Cannot exceed quota for PolicySize: the document is too long."
        case .invalidJSON, .syntax, .invalidConditionValue: "Syntax errors in policy."
        case .oldVersion: "Policy document must be version 2012-10-17 or greater."
        case .missingActions(.resource), .missingActions(.trust): "Missing required field Action"
        case .missingActions: "Policy statement must contain actions."
        case .missingResources(.resource): "Missing required field Resource"
        case .missingResources: "Policy statement must contain resources."
        case .missingPrincipal: "Missing required field Principal"
        case .prohibitedPrincipal: "Policy document should not specify a principal."
        case .prohibitedField(let name): "Has prohibited field \(name)"
        case .actionWithoutVendor: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        case .invalidVendor(let vendor): "Vendor \(vendor) is not valid"
        case .onlyAssumeRoleActions: "AssumeRole policy may only specify STS AssumeRole actions."
        case .resourceNotARN(let resource): "Resource \(resource) must be in ARN format or \"*\"."
        case .resourceVendorNotQualified: "Resource vendor must be fully qualified and cannot contain regexes."
        case .invalidPartition(let partition, let resource):
            "Partition \"\(partition)\" is not valid for resource \"\(resource)\"."
        case .resourceWithRegion(let resource, "iam"): "IAM resource \(resource) cannot contain region information."
        case .resourceWithRegion(let resource, _): "Resource \(resource) can not contain region information."
        case .invalidPrincipal(let type, let name):
            "Invalid principal in policy: \"\(type.uppercased())\":\"\(name)\""
        case .invalidFederatedPrincipal: "Federated principals must be valid domain names or SAML metadata ARNs"
        case .unknownOperator(let name): "Invalid Condition type : \(name)"
        case .invalidSid:
            "Statement IDs (SID) must be alpha-numeric. "
                + "Check that your input satisfies the regular expression [0-9A-Za-z]*"
        case .duplicateSid: "Statement IDs (SID) in a single policy must be unique."
        case .unmetTypeRequirements:
            "The provided policy document does not meet the requirements of the specified policy type."
        }
    }
}
