import AWSProtocols
import Essentials
import KMSModel

/// Names of principals that a grant can be made to.
enum GrantPrincipal {
    /// The account of a principal's ARN. Throws InvalidArnException for anything that is not an ARN of IAM or STS.
    @discardableResult
    static func account(of principal: String) throws(AWSError) -> AccountID {
        guard let arn = ARN(principal), arn.service == "iam" || arn.service == "sts",
            let account = AccountID(arn.account), isPrincipal(arn.resource)
        else { throw invalid(principal) }
        return account
    }

    static func invalid(_ principal: String) -> AWSError {
        AWSError(.invalidArnException, "ARN does not refer to a valid principal: \(principal)")
    }

    private static func isPrincipal(_ resource: String) -> Bool {
        resource == "root"
            || ["user/", "role/", "assumed-role/", "federated-user/"].contains { resource.hasPrefix($0) }
    }
}
