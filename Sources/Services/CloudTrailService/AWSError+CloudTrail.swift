import AWSProtocols
import CloudTrailModel
import Essentials

/// The service's errors in its own words. Source: the CloudTrail API reference, the errors of each operation.
extension AWSError {
    static func unknownTrail(_ arn: String, for account: AccountID) -> AWSError {
        AWSError(.trailNotFoundException, "Unknown trail: \(arn) for the user: \(account)")
    }

    static func invalidARN(_ arn: String) -> AWSError {
        AWSError(.cloudTrailARNInvalidException, "The trail ARN \(arn) is not valid.")
    }

    static func homeRegion(_ trail: TrailRecord) -> AWSError {
        AWSError(
            .invalidHomeRegionException,
            "Trail \(trail.arn) was created in Region \(trail.home). Call the operation from there.")
    }

    static let notManagementAccount = AWSError(
        .notOrganizationMasterAccountException,
        "The account that makes the request is not the management account of the organization or a delegated "
            + "administrator for CloudTrail.")

    static let organizationsNotInUse = AWSError(
        .organizationsNotInUseException, "Your account is not a member of an organization.")

    static let notAllFeatures = AWSError(
        .organizationNotInAllFeaturesModeException, "The organization does not have all features enabled.")

    static let accessNotEnabled = AWSError(
        .cloudTrailAccessNotEnabledException,
        "CloudTrail is not a trusted service of the organization. Enable trusted access for cloudtrail.amazonaws.com.")

    static func combination(_ message: String) -> AWSError {
        AWSError(.invalidParameterCombinationException, message)
    }

    static let invalidNextToken = AWSError(.invalidNextTokenException, "The NextToken value is not valid.")
    static let invalidToken = AWSError(.invalidTokenException, "The NextToken value is not valid.")

    /// The code as a client of S3 is told it.
    var restCode: String { code(in: .restXml) }
}
