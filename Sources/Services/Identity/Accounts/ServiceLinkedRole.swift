/// A role that a service makes for itself.
/// Source: IAM user guide, "Create a service-linked role".
struct ServiceLinkedRole: Sendable {
    /// The service principal that alone may assume it.
    let service: String
    let name: String
    let description: String
    let policyARN: String

    static let all = [
        // Source: Organizations user guide, "Organizations and service-linked roles".
        ServiceLinkedRole(
            service: "organizations.amazonaws.com", name: "AWSServiceRoleForOrganizations",
            description: "Service-linked role used by AWS Organizations to enable integration of other AWS services.",
            policyARN: "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy")
    ]

    var trustPolicy: String {
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "\(service)"}, \
        "Action": "sts:AssumeRole"}]}
        """
    }
}
