import AWSProtocols

/// The services whose use reports tell of, under the names that AWS gives them.
/// Source: service authorization reference, "Actions, resources, and condition keys for AWS services".
enum ServiceCatalog {
    /// In order of namespace.
    static let services = ServiceID.allCases.sorted { $0.rawValue < $1.rawValue }

    static func service(_ namespace: String) -> ServiceID? { ServiceID(rawValue: namespace) }

    static func name(_ namespace: String) -> String { service(namespace)?.displayName ?? namespace }
}

extension ServiceID {
    /// The names of the actions, in order.
    var actions: [String] {
        get throws { try ServiceModel.load(self).operations.keys.sorted() }
    }

    fileprivate var displayName: String {
        switch self {
        case .kms: "AWS Key Management Service"
        case .iam: "AWS Identity and Access Management"
        case .sts: "AWS Security Token Service"
        case .organizations: "AWS Organizations"
        case .cloudTrail: "AWS CloudTrail"
        case .s3: "Amazon S3"
        case .eventBridge: "Amazon EventBridge"
        case .sns: "Amazon SNS"
        case .logs: "Amazon CloudWatch Logs"
        case .config: "AWS Config"
        case .ssm: "AWS Systems Manager"
        case .inspector: "Amazon Inspector"
        case .inspector2: "Amazon Inspector2"
        case .inspectorScan: "Amazon InspectorScan"
        case .guardDuty: "Amazon GuardDuty"
        case .macie2: "Amazon Macie"
        case .wafv2: "AWS WAF V2"
        case .lambda: "AWS Lambda"
        }
    }
}
