import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// Users, groups, roles and policies, one after the other: a page may end in one list and the next begin in it.
    func getAccountAuthorizationDetails(
        _ input: GetAccountAuthorizationDetailsRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> GetAccountAuthorizationDetailsResponse {
        let parts = AuthorizationDetailsPart.allCases.filter { $0.isWanted(by: input.filter) }
        let place = try place(of: input, in: scope)
        let size = input.pageSize
        let (entries, next) = try await store.read { transaction in
            try AuthorizationDetailsReader(account: scope.account, transaction: transaction)
                .page(of: parts, after: place, size: size)
        }
        var answer = GetAccountAuthorizationDetailsResponse(
            userDetailList: [], groupDetailList: [], roleDetailList: [], policies: [], isTruncated: next != nil)
        for entry in entries { try await add(entry, to: &answer, at: scope.now) }
        answer.marker = next.map { marker(at: $0, of: input, in: scope) }
        return answer
    }

    private func add(
        _ entry: AuthorizationDetail, to answer: inout GetAccountAuthorizationDetailsResponse, at now: Timestamp
    ) async throws {
        switch entry {
        case .user(let user, let groups): answer.userDetailList?.append(UserDetail(of: user, groups: groups))
        case .group(let group): answer.groupDetailList?.append(GroupDetail(of: group))
        case .role(let role, let profiles):
            var detail = RoleDetail(of: try await withTrustPolicyOfToday(role), profiles)
            detail.roleLastUsed = try await lastUse(of: role, at: now)
            answer.roleDetailList?.append(detail)
        case .policy(let policy, let usage):
            answer.policies?.append(ManagedPolicyDetail(of: policy, usage))
        }
    }

    private func query(_ input: GetAccountAuthorizationDetailsRequest, in scope: RequestScope) -> RecordQuery {
        let filter = (input.filter ?? []).map(\.rawValue).sorted().joined(separator: ",")
        return RecordQuery(RecordKind("iam.details/\(filter)"), in: .account(scope.account))
    }

    private func marker(
        at place: String, of input: GetAccountAuthorizationDetailsRequest, in scope: RequestScope
    ) -> String {
        let key = RecordKey(account: scope.account, region: nil, id: place)
        return pageTokens.token(for: RecordPosition(value: nil, key: key), of: query(input, in: scope))
    }

    private func place(
        of input: GetAccountAuthorizationDetailsRequest, in scope: RequestScope
    ) throws(AWSError) -> String? {
        guard let marker = input.marker else { return nil }
        guard let position = try? pageTokens.position(from: marker, of: query(input, in: scope)) else {
            throw .invalidMarker
        }
        return position.key.id
    }
}
