import PolicyEngine
import ServiceKit

/// What resource control policies have a say in.
///
/// Source: Organizations user guide, "Resource control policies (RCPs)": the services that support them, and the
/// resources and entities that they do not restrict.
enum ResourceControlScope {
    /// An action without a resource type is about no resource.
    static func includes(_ check: AccessCheck) -> Bool {
        let action = check.action.description
        guard check.resource != "*", let colon = action.firstIndex(of: ":") else { return false }
        return services.contains(String(action[..<colon])) && action != "kms:RetireGrant"
    }

    private static let services: Set = [
        "appstream", "dsql", "clouddirectory", "cloudfront", "cloudsearch", "logs", "networkmonitor",
        "cognito-identity", "cognito-idp", "comprehend", "comprehendmedical", "firehose", "dynamodb", "dax",
        "autoscaling", "ecr", "ecr-public", "gamelift", "inspector-scan", "kendra", "kinesisvideo", "memorydb", "aoss",
        "personalize", "polly", "s3", "swf", "sqs", "textract", "timestream-influxdb", "transcribe", "translate",
        "workspaces", "appconfig", "autoscaling-plans", "budgets", "servicediscovery", "cloudtrail-data",
        "codeartifact", "codebuild", "codecommit", "codepipeline", "compute-optimizer", "cost-optimization-hub",
        "events", "fms", "fis", "health", "rolesanywhere", "kms", "opensearch", "pricing", "pca-connector-ad",
        "resource-groups", "secretsmanager", "sts", "signin", "support", "transfer", "notifications", "wafv2", "xray",
    ]
}
