import Essentials
import IAMModel
import Testing

@testable import Identity

struct PrincipalDirectoryTests {
    @Test(arguments: [
        "123456789012", "210987654321", "arn:aws:iam::210987654321:root", "arn:aws:iam::123456789012:user/x/bob",
        "arn:aws:iam::123456789012:role/deploy", "arn:aws:sts::123456789012:assumed-role/deploy/session",
        "arn:aws:sts::123456789012:federated-user/eve",
    ])
    func principalExists(principal: String) async throws {
        #expect(try await directory().exists(principal))
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:user/bob", "arn:aws:iam::123456789012:user/x/eve",
        "arn:aws:iam::210987654321:user/x/bob", "arn:aws:iam::123456789012:role/other",
        "arn:aws:iam::123456789012:group/staff", "arn:aws:sts::123456789012:assumed-role/other/session",
        "arn:aws:sts::123456789012:assumed-role/deploy", "arn:aws:iam::123456789012:boot", "arn:aws:iam::12:root",
        "AIDAAAAAAAAAAAAAAAAAA", "AROAAAAAAAAAAAAAAAAAA", "bob", "",
    ])
    func principalDoesNotExist(principal: String) async throws {
        #expect(try await !directory().exists(principal))
    }

    @Test func uniqueIDExistsWhileItsEntityDoes() async throws {
        let harness = try await IAMHarness()
        let user = try await harness.makeUser("bob").userId
        let role = try await harness.makeRole("deploy").roleId
        #expect(try await harness.directory.exists(user))
        #expect(try await harness.directory.exists(role))
        try await harness.call(IAMOperations.deleteUser, DeleteUserRequest(userName: "bob"))
        #expect(try await !harness.directory.exists(user))
    }

    private func directory() async throws -> IdentityDirectory {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob", path: "/x/")
        try await harness.makeRole("deploy")
        return harness.directory
    }
}
