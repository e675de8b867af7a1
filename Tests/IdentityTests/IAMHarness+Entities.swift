import AWSProtocols
import Essentials
import IAMModel
import STSModel

@testable import Identity
@testable import ServiceKit

/// IAM's, rather than the test library's or STS's.
typealias Tag = IAMModel.Tag

/// What most tests need before they begin.
extension IAMHarness {
    @discardableResult
    func makeUser(_ name: String, path: String? = nil, boundary: String? = nil, tags: [Tag]? = nil)
        async throws
        -> User
    {
        let answer = try await call(
            IAMOperations.createUser,
            CreateUserRequest(userName: name, path: path, permissionsBoundary: boundary, tags: tags))
        return try answer.user.orThrow()
    }

    @discardableResult
    func makeGroup(_ name: String, of members: String...) async throws -> Group {
        let group = try await call(IAMOperations.createGroup, CreateGroupRequest(groupName: name)).group
        for member in members {
            try await call(IAMOperations.addUserToGroup, AddUserToGroupRequest(groupName: name, userName: member))
        }
        return group
    }

    @discardableResult
    func makeRole(_ name: String, trusting principal: String = "123456789012") async throws -> Role {
        let input = CreateRoleRequest(roleName: name, assumeRolePolicyDocument: Document.trust(principal))
        return try await call(IAMOperations.createRole, input).role
    }

    /// Answers the ARN.
    @discardableResult
    func makePolicy(_ name: String, _ document: String = Document.allow("kms:*"), path: String? = nil) async throws
        -> String
    {
        let input = CreatePolicyRequest(policyName: name, policyDocument: document, path: path)
        return try await call(IAMOperations.createPolicy, input).policy.orThrow().arn.orThrow()
    }

    func makeKey(of user: String) async throws -> AccessKey {
        try await call(IAMOperations.createAccessKey, CreateAccessKeyRequest(userName: user)).accessKey
    }

    /// The user, as a caller who has signed with a key of theirs.
    func caller(_ user: String) async throws -> Caller { try await caller(keyID: makeKey(of: user).accessKeyId) }

    func caller(keyID: String) async throws -> Caller {
        try await directory.credential(accessKeyID: keyID, sessionToken: nil, now: time.now()).caller
    }

    /// A user who may do what `statement` says.
    func makeCaller(_ name: String, _ document: String) async throws -> Caller {
        try await makeUser(name)
        try await put(document, on: name)
        return try await caller(name)
    }

    func put(_ document: String, on user: String) async throws {
        try await call(
            IAMOperations.putUserPolicy,
            PutUserPolicyRequest(userName: user, policyName: "own", policyDocument: document))
    }

    func attach(_ arn: String, to user: String) async throws {
        try await call(
            IAMOperations.attachUserPolicy, AttachUserPolicyRequest(userName: user, policyArn: arn))
    }
}

enum Document {
    static func allow(_ action: String, on resource: String = "*", if condition: String? = nil) -> String {
        statement("Allow", action, resource, condition)
    }

    static func deny(_ action: String) -> String { statement("Deny", action, "*", nil) }

    private static func statement(_ effect: String, _ action: String, _ resource: String, _ condition: String?)
        -> String
    {
        let condition = condition.map { #","Condition":\#($0)"# } ?? ""
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"\#(effect)","Action":"\#(action)","#
            + #""Resource":"\#(resource)"\#(condition)}]}"#
    }

    static func trust(_ principal: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"#
            + #""Action":"sts:AssumeRole"}]}"#
    }

    /// Of `size` characters, white space not counted.
    static func ofSize(_ size: Int) -> String {
        let rest = allow("kms:*", on: "arn:aws:kms:::key/").utf8.count
        return allow("kms:*", on: "arn:aws:kms:::key/" + String(repeating: "x", count: size - rest))
    }
}

struct Absent: Error {}

extension Optional {
    func orThrow() throws -> Wrapped {
        guard let self else { throw Absent() }
        return self
    }
}
