import AWSProtocols
import IAMModel
import ServiceKit

extension IAM {
    func createPolicyVersion(
        _ input: CreatePolicyVersionRequest, on policy: Authorized<ManagedPolicyRecord>, in scope: RequestScope
    ) throws -> Change<CreatePolicyVersionResponse> {
        try PolicyText(input.policyDocument).requireManaged()
        return change(policy.value) { record in
            guard record.versions.count < IAMQuotas.versionsPerPolicy else {
                throw AWSError(
                    .limitExceededException,
                    "A managed policy can have up to \(IAMQuotas.versionsPerPolicy) versions. Before you create a new "
                        + "version, you must delete an existing version.")
            }
            record.lastVersion += 1
            let version = ManagedPolicyRecord.Version(
                number: record.lastVersion, document: input.policyDocument, createdAt: scope.now)
            record.versions.append(version)
            record.updatedAt = scope.now
            if input.setAsDefault == true { record.defaultVersion = version.number }
            return CreatePolicyVersionResponse(policyVersion: PolicyVersion(of: version, in: record).withoutDocument)
        }
    }

    func getPolicyVersion(
        _ input: GetPolicyVersionRequest, on policy: Authorized<ManagedPolicy>, in scope: RequestScope
    ) throws -> GetPolicyVersionResponse {
        guard var version = policy.value.versions.first(where: { $0.versionId == input.versionId }) else {
            throw AWSError.noSuchVersion(input.versionId, of: input.policyArn)
        }
        version.document = version.document.map { PolicyText($0).encoded }
        return GetPolicyVersionResponse(policyVersion: version)
    }

    /// Newest first.
    func listPolicyVersions(
        _ input: ListPolicyVersionsRequest, on policy: Authorized<ManagedPolicy>, in scope: RequestScope
    ) throws -> ListPolicyVersionsResponse {
        let versions = Array(policy.value.versions.map(\.withoutDocument).enumerated())
        let page = try page(
            of: versions, list: "iam.versions/\(policy.value.arn)", at: { String($0.offset) }, input, for: scope)
        return ListPolicyVersionsResponse(
            versions: page.elements.map(\.element), isTruncated: page.isTruncated, marker: page.marker)
    }

    func setDefaultPolicyVersion(
        _ input: SetDefaultPolicyVersionRequest, on policy: Authorized<ManagedPolicyRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(policy.value) { record in
            record.defaultVersion = try record.version(input.versionId).number
        }
    }

    func deletePolicyVersion(
        _ input: DeletePolicyVersionRequest, on policy: Authorized<ManagedPolicyRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(policy.value) { record in
            let number = try record.version(input.versionId).number
            guard number != record.defaultVersion else {
                throw AWSError(.deleteConflictException, "Cannot delete the default version of a policy.")
            }
            record.versions.removeAll { $0.number == number }
        }
    }
}

extension ManagedPolicyRecord {
    fileprivate func version(_ id: String) throws(AWSError) -> Version {
        guard let version = versions.first(where: { $0.id == id }) else { throw .noSuchVersion(id, of: arn) }
        return version
    }
}

extension PolicyVersion {
    /// As operations answer that do not show the document.
    fileprivate var withoutDocument: PolicyVersion {
        PolicyVersion(versionId: versionId, isDefaultVersion: isDefaultVersion, createDate: createDate)
    }
}
