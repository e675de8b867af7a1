import AWSProtocols
import IAMModel
import PolicyEngine
import ServiceKit
import Store

extension IAM {
    func listAccessKeys(
        _ input: ListAccessKeysRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) async throws -> ListAccessKeysResponse {
        let owner = IndexValue.string(AccessKeyRecord.owner(user.value.account, user.value.name))
        let page = try await page(
            AccessKeyRecord.self, in: .account(nil), where: .equals(.user, owner), input, for: scope)
        return ListAccessKeysResponse(
            accessKeyMetadata: page.elements.map(AccessKeyMetadata.init(of:)), isTruncated: page.isTruncated,
            marker: page.marker)
    }

    /// The user whose key it is. A key of another account, or of none, is not told of: AWS denies access to it.
    func ownerOfAccessKey(
        _ input: GetAccessKeyLastUsedRequest, in scope: RequestScope
    ) throws -> Target<UserRecord> {
        let action: ActionName = "iam:GetAccessKeyLastUsed"
        let denial = AWSError.accessDenied(
            "User: \(scope.caller.arn) is not authorized to perform: \(action) on resource: "
                + "access key \(input.accessKeyId)")
        let key = try store.get(AccessKeyRecord.self, AccessKeyRecord.key(input.accessKeyId))?.record
        guard let key, key.account == scope.account else {
            var check = AccessCheck(action: action, account: scope.account)
            check.refusal = denial
            throw TargetNotFound(denial, check: check)
        }
        var target: Target<UserRecord> = try entity(key.userName, action, .none, in: scope)
        // Whoever may not ask learns neither that there is such a key nor whose it is.
        for index in target.checks.indices { target.checks[index].refusal = denial }
        return target
    }

    /// What AWS answers for a key that was never used: no date, and `N/A` for the rest.
    func getAccessKeyLastUsed(
        _ input: GetAccessKeyLastUsedRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> GetAccessKeyLastUsedResponse {
        let last = try store.get(LastUseRecord.self, LastUseRecord.key(input.accessKeyId))?.record
        return GetAccessKeyLastUsedResponse(
            userName: user.value.name,
            accessKeyLastUsed: AccessKeyLastUsed(
                serviceName: last?.service ?? "N/A", region: last?.region ?? "N/A", lastUsedDate: last?.time))
    }
}

extension AccessKeyMetadata {
    fileprivate init(of key: AccessKeyRecord) {
        self.init(
            userName: key.userName, accessKeyId: key.id, status: key.isActive ? .active : .inactive,
            createDate: key.createdAt)
    }
}
