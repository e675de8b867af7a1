import AWSProtocols
import STSModel
import ServiceKit

extension STS {
    func accessKeyInfoTarget(_ input: GetAccessKeyInfoRequest, in scope: RequestScope) -> Target<Void> {
        Target((), AccessCheck(action: "sts:GetAccessKeyInfo", account: scope.account))
    }

    /// The account that an access key id belongs to, read off the id itself: the key need not exist any more.
    func getAccessKeyInfo(
        _ input: GetAccessKeyInfoRequest, on nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> GetAccessKeyInfoResponse {
        guard let account = AccessKeyID.account(of: input.accessKeyId) else {
            throw AWSError.validation("Access Key id \(input.accessKeyId) is not valid.")
        }
        return GetAccessKeyInfoResponse(account: account.description)
    }
}
