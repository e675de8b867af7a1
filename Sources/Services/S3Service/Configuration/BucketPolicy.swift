import AWSProtocols
import S3Model
import ServiceKit
import Store

extension S3 {
    /// Source: Amazon S3 API reference, PutBucketPolicy.
    func putBucketPolicy(
        _ input: PutBucketPolicyRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        try BucketPolicyText(text: input.policy).check(for: bucket.value.name)
        let principals: PolicyPrincipals
        do {
            principals = try await PolicyPrincipals(of: input.policy, in: self.principals)
        } catch let missing as NoSuchPrincipal {
            throw AWSError.malformedPolicy("Invalid principal in policy", detail: missing.name)
        }
        let isPublic = PublicPolicy.isPublic(input.policy)
        return change(bucket, answering: EmptyStructure()) { record in
            guard !isPublic || record.publicAccessBlock?.value.blockPublicPolicy != true else {
                throw AWSError(
                    code: "AccessDenied",
                    "User: \(scope.caller.arn) is not authorized to perform: s3:PutBucketPolicy on resource: "
                        + "\"\(record.arn)\" because public policies are prevented by the BlockPublicPolicy setting in S3 "
                        + "Block Public Access.", status: 403)
            }
            record.policy = BucketRecord.Policy(text: input.policy, principals: principals)
        }
    }

    func getBucketPolicy(
        _ input: GetBucketPolicyRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) async throws -> GetBucketPolicyOutput {
        let policy = try requirePolicy(of: bucket.value)
        return GetBucketPolicyOutput(policy: try await policy.principals.show(policy.text, in: principals))
    }

    func getBucketPolicyStatus(
        _ input: GetBucketPolicyStatusRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetBucketPolicyStatusOutput {
        _ = try requirePolicy(of: bucket.value)
        return GetBucketPolicyStatusOutput(policyStatus: PolicyStatus(isPublic: bucket.value.isPolicyPublic))
    }

    func deleteBucketPolicy(
        _ input: DeleteBucketPolicyRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(bucket, answering: EmptyStructure()) { $0.policy = nil }
    }

    private func requirePolicy(of bucket: Bucket) throws(AWSError) -> BucketRecord.Policy {
        guard let policy = bucket.record.policy else {
            throw .missingConfiguration("NoSuchBucketPolicy", "The bucket policy does not exist", bucket.name)
        }
        return policy
    }
}
