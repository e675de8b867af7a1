import AWSProtocols
import IAMModel
import ServiceKit

/// The input of an operation that adds tags to a principal or policy.
protocol TaggingInput: ModelInput {
    var tags: [Tag] { get }
}

/// The input of one that removes them.
protocol UntaggingInput: ModelInput {
    var tagKeys: [String] { get }
}

extension TagUserRequest: TaggingInput {}
extension TagRoleRequest: TaggingInput {}
extension TagPolicyRequest: TaggingInput {}
extension UntagUserRequest: UntaggingInput {}
extension UntagRoleRequest: UntaggingInput {}
extension UntagPolicyRequest: UntaggingInput {}

extension IAM {
    /// A tag takes the place of one whose key is the same but for case.
    func tag<Principal: IAMPrincipal>(
        _ input: some TaggingInput, on principal: Authorized<Principal>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let tags = input.tags
        return change(principal.value) { principal, _ in
            principal.tags = try TagList(principal.tags).adding(tags).tags
        }
    }

    func untag<Principal: IAMPrincipal>(
        _ input: some UntaggingInput, on principal: Authorized<Principal>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let keys = input.tagKeys
        return change(principal.value) { principal, _ in
            principal.tags = TagList(principal.tags).removing(keys).tags
        }
    }

    func tagPolicy(
        _ input: TagPolicyRequest, on policy: Authorized<ManagedPolicyRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(policy.value) { $0.tags = try TagList($0.tags).adding(input.tags).tags }
    }

    func untagPolicy(
        _ input: UntagPolicyRequest, on policy: Authorized<ManagedPolicyRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(policy.value) { $0.tags = TagList($0.tags).removing(input.tagKeys).tags }
    }

    func listPolicyTags(
        _ input: ListPolicyTagsRequest, on policy: Authorized<ManagedPolicy>, in scope: RequestScope
    ) throws -> ListPolicyTagsResponse {
        let page = try page(ofTags: policy.value.tags, of: policy.value.arn, input, for: scope)
        return ListPolicyTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    func listUserTags(
        _ input: ListUserTagsRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> ListUserTagsResponse {
        let page = try page(ofTags: user.value.tags, of: user.value.arn, input, for: scope)
        return ListUserTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    func listRoleTags(
        _ input: ListRoleTagsRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> ListRoleTagsResponse {
        let page = try page(ofTags: role.value.tags, of: role.value.arn, input, for: scope)
        return ListRoleTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }

    /// In order of key. Markers hold a tag's number, for keys can be longer than a marker may be.
    func page(
        ofTags tags: [StoredTag], of arn: String, _ input: some PagedInput, for scope: RequestScope
    ) throws -> Page<Tag> {
        let tags = Array(tags.sorted { $0.key < $1.key }.enumerated())
        return try page(
            of: tags, list: "iam.tags/\(arn)", at: { String(100 + $0.offset) }, input, for: scope
        ).map { Tag(of: $0.element) }
    }
}
