import AWSProtocols
import OrganizationsModel

/// Errors of policies, in the words of the Organizations API reference.
extension AWSError {
    static let policyNotFound = AWSError(
        .policyNotFoundException, "We can't find a policy with the PolicyId that you specified.")
    static let targetNotFound = AWSError(
        .targetNotFoundException, "We can't find a root, OU, account, or policy with the TargetId that you specified.")
    static let rootNotFound = AWSError(
        .rootNotFoundException, "We can't find a root with the RootId that you specified.")
    static let duplicatePolicy = AWSError(
        .duplicatePolicyException, "A policy with the same name already exists.")
    static let policyInUse = AWSError(
        .policyInUseException,
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before "
            + "performing this operation.")
    static let policyNotAttached = AWSError(
        .policyNotAttachedException, "The policy isn't attached to the specified target in the specified root.")
    static let duplicateAttachment = AWSError(
        .duplicatePolicyAttachmentException, "The selected policy is already attached to the specified target.")
    static let policyTypeAlreadyEnabled = AWSError(
        .policyTypeAlreadyEnabledException, "The specified policy type is already enabled in the specified root.")
    static let policyTypeNotAvailable = AWSError(
        .policyTypeNotAvailableForOrganizationException,
        "You can't use the specified policy type with the feature set currently enabled for this organization.")
    static let malformedPolicyDocument = AWSError(
        .malformedPolicyDocumentException,
        "The provided policy document does not meet the requirements of the specified policy type.")
    static let effectivePolicyNotFound = AWSError(
        .effectivePolicyNotFoundException,
        "If you ran this action on the management account, this policy type is not enabled. If you ran the action on a "
            + "member account, the account doesn't have an effective policy of this type. Contact the administrator of "
            + "your organization about attaching a policy of this type to the account.")
    static let targetNotSupported = AWSError.invalidInput(
        "TARGET_NOT_SUPPORTED", "You can't perform the specified operation on that target entity.")
    static let policyImmutable = AWSError.invalidInput(
        "IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.")
    static let policyTypeNotEnabled = AWSError(
        .policyTypeNotEnabledException,
        "The specified policy type isn't currently enabled in this root. You can't attach policies of the specified "
            + "type to entities in a root until you enable that type in the root.")
}
