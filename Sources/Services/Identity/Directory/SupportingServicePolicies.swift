/// The AWS-managed policies of the services that findings, logs and events go through.
///
/// Source: AWS managed policy reference, the descriptions; the actions are those of the services' models.
enum SupportingServicePolicies {
    static let all: [BuiltInPolicies.Entry] = [
        BuiltInPolicies.entry(
            "AmazonS3FullAccess", "Provides full access to all buckets via the AWS Management Console.",
            allowing: ["s3:*"]),
        BuiltInPolicies.entry(
            "AmazonS3ReadOnlyAccess", "Provides read only access to all buckets via the AWS Management Console.",
            allowing: ReadActions.s3),
        BuiltInPolicies.entry(
            "CloudWatchLogsFullAccess", "Provides full access to CloudWatch Logs", allowing: ["logs:*"]),
        BuiltInPolicies.entry(
            "CloudWatchLogsReadOnlyAccess", "Provides read only access to CloudWatch Logs",
            allowing: ReadActions.logs),
        BuiltInPolicies.entry(
            "AmazonSNSFullAccess", "Provides full access to Amazon SNS via the AWS Management Console.",
            allowing: ["sns:*"]),
        BuiltInPolicies.entry(
            "AmazonSNSReadOnlyAccess", "Provides read only access to Amazon SNS via the AWS Management Console.",
            allowing: ReadActions.sns),
        BuiltInPolicies.entry(
            "AmazonEventBridgeFullAccess", "Provides full access to Amazon EventBridge.",
            .allow(["events:*"]), .passRole(to: "events.amazonaws.com"),
            .allow(
                ["iam:CreateServiceLinkedRole"],
                where: ("StringEquals", "iam:AWSServiceName", "apidestinations.events.amazonaws.com"))),
        BuiltInPolicies.entry(
            "AmazonEventBridgeReadOnlyAccess", "Provides read only access to Amazon EventBridge.",
            allowing: ReadActions.eventBridge),
        BuiltInPolicies.entry(
            "AWSWAFFullAccess", "Provides full access to AWS WAF actions.", allowing: ["wafv2:*"]),
        BuiltInPolicies.entry(
            "AWSWAFReadOnlyAccess", "Provides read only access to AWS WAF actions.", allowing: ReadActions.wafv2),
        BuiltInPolicies.entry(
            "AWSLambda_FullAccess",
            "Grants full access to AWS Lambda service and to what its functions need of other services.",
            .allow(["lambda:*", "iam:GetPolicy", "iam:GetRole", "iam:ListRoles", "kms:DescribeKey", "kms:ListAliases"]),
            .passRole(to: "lambda.amazonaws.com")),
        BuiltInPolicies.entry(
            "AWSLambda_ReadOnlyAccess", "Grants read-only access to AWS Lambda service.",
            allowing: ReadActions.lambda + ["kms:ListAliases", "iam:ListRoles"]),
        BuiltInPolicies.entry(
            "AWSLambdaBasicExecutionRole", path: "/service-role/",
            "Provides write permissions to CloudWatch Logs.",
            allowing: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]),
    ]
}
