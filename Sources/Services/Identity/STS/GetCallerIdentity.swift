import AWSProtocols
import STSModel
import ServiceKit

extension STS {
    func getCallerIdentity(
        _ input: GetCallerIdentityRequest, on nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> GetCallerIdentityResponse {
        GetCallerIdentityResponse(
            userId: scope.caller.principalID, account: scope.account.description, arn: scope.caller.arn)
    }
}
