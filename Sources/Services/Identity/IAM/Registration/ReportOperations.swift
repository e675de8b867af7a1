import IAMModel
import ServiceKit

extension IAM {
    /// What credentials there are, and what was last done with permissions.
    var reportOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.generateCredentialReport, on: everything("iam:GenerateCredentialReport"),
                perform: generateCredentialReport),
            Operation(
                reply: IAMOperations.getCredentialReport, on: everything("iam:GetCredentialReport"),
                perform: getCredentialReport),
            Operation(
                change: IAMOperations.generateServiceLastAccessedDetails,
                on: reportSubject(\.arn, "iam:GenerateServiceLastAccessedDetails"),
                perform: generateServiceLastAccessedDetails),
            Operation(
                reply: IAMOperations.getServiceLastAccessedDetails,
                on: everything("iam:GetServiceLastAccessedDetails"), perform: getServiceLastAccessedDetails),
            Operation(
                reply: IAMOperations.getServiceLastAccessedDetailsWithEntities,
                on: everything("iam:GetServiceLastAccessedDetailsWithEntities"),
                perform: getServiceLastAccessedDetailsWithEntities),
            Operation(
                reply: IAMOperations.listPoliciesGrantingServiceAccess,
                on: reportSubject(\.arn, "iam:ListPoliciesGrantingServiceAccess"),
                perform: listPoliciesGrantingServiceAccess),
            Operation(
                change: IAMOperations.generateOrganizationsAccessReport, on: organizationToReport,
                perform: generateOrganizationsAccessReport),
            Operation(
                reply: IAMOperations.getOrganizationsAccessReport, on: everything("iam:GetOrganizationsAccessReport"),
                perform: getOrganizationsAccessReport),
        ]
    }
}
