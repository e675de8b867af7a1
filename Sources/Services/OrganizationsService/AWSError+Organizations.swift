import AWSProtocols
import OrganizationsModel

/// The service's errors in its own words. Source: the Organizations API reference, the errors of each operation.
extension AWSError {
    static let notInUse = AWSError(
        .awsOrganizationsNotInUseException, "Your account is not a member of an organization.")
    static let notPermitted = AWSError.accessDenied("You don't have permissions to access this resource.")
    static let alreadyInOrganization = AWSError(
        .alreadyInOrganizationException, "The AWS account is already a member of an organization.")
    static let concurrentModification = AWSError(
        .concurrentModificationException,
        "The target of the operation is currently being modified by a different request. Try again later.")
    static let parentNotFound = AWSError(
        .parentNotFoundException, "You specified a parent that doesn't exist.")
    static let organizationalUnitNotFound = AWSError(
        .organizationalUnitNotFoundException, "You specified an organizational unit that doesn't exist.")
    static let duplicateOrganizationalUnit = AWSError(
        .duplicateOrganizationalUnitException, "An OU with the same name already exists.")

    /// - Parameter reason: one of the model's `InvalidInputExceptionReason`
    static func invalidInput(_ reason: String, _ message: String) -> AWSError {
        AWSError(.invalidInputException, message, fields: ["Reason": .string(reason)])
    }

    /// - Parameter reason: one of the model's `ConstraintViolationExceptionReason`
    static func constraint(_ reason: String, _ message: String) -> AWSError {
        AWSError(.constraintViolationException, message, fields: ["Reason": .string(reason)])
    }
}
