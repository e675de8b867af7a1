import IAMModel
import ServiceKit

extension IAM {
    func getUser(
        _ input: GetUserRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) -> GetUserResponse {
        GetUserResponse(user: User(of: user.value))
    }

    func listUsers(
        _ input: ListUsersRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListUsersResponse {
        let page = try await page(UserRecord.self, below: input, for: scope)
        return ListUsersResponse(
            users: page.elements.map(User.init(listing:)), isTruncated: page.isTruncated, marker: page.marker)
    }
}
