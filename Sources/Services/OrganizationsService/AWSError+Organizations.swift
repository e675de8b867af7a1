import AWSProtocols
import OrganizationsModel

/// The service's errors in its own words. Source: the Organizations API reference, the errors of each operation.
extension AWSError {
    static let notInUse = AWSError(
        .awsOrganizationsNotInUseException, "Your account is not a member of an organization.")
    static let notPermitted = AWSError.accessDenied("You don't have permissions to access this resource.")
    static let accessDeniedForDependency = AWSError(
        .accessDeniedForDependencyException,
        "The operation requires the iam:CreateServiceLinkedRole permission for organizations.amazonaws.com.",
        fields: ["Reason": .string("ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE")])
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

    static let organizationalUnitNotEmpty = AWSError(
        .organizationalUnitNotEmptyException,
        "You cannot delete an organizational unit that contains accounts or other organizational units.")
    static let accountNotFound = AWSError(.accountNotFoundException, "You specified an account that doesn't exist.")
    static let childNotFound = AWSError(.childNotFoundException, "You specified a child that doesn't exist.")
    static let sourceParentNotFound = AWSError(
        .sourceParentNotFoundException, "You specified a source parent that doesn't exist.")
    static let destinationParentNotFound = AWSError(
        .destinationParentNotFoundException, "You specified a destination parent that doesn't exist.")
    static let duplicateAccount = AWSError(
        .duplicateAccountException, "The account is already present in the specified destination.")
    static let masterCannotLeave = AWSError(
        .masterCannotLeaveOrganizationException,
        "You can't remove the management account from an organization. Delete the organization instead.")
    static let accountNumberLimitExceeded = constraint(
        "ACCOUNT_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of AWS accounts.")
    static let notAllFeatures = constraint(
        "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
        "This operation can be performed only in an organization that has all features enabled.")

    /// - Parameter reason: one of the model's `InvalidInputExceptionReason`
    static func invalidInput(_ reason: String, _ message: String) -> AWSError {
        AWSError(.invalidInputException, message, fields: ["Reason": .string(reason)])
    }

    /// - Parameter reason: one of the model's `ConstraintViolationExceptionReason`
    static func constraint(_ reason: String, _ message: String) -> AWSError {
        AWSError(.constraintViolationException, message, fields: ["Reason": .string(reason)])
    }
}
