/// Choices among the actions that read, by what the reader is for.
extension ReadActions {
    /// Not the credentials that STS hands out beside those of one's own session.
    private static let sts = ["sts:GetAccessKeyInfo", "sts:GetCallerIdentity", "sts:GetSessionToken"]

    static let everything =
        kms + iam + sts + organizations + cloudTrail + config + ssm + inspector + inspector2 + guardDuty + macie2
        + s3 + sns + eventBridge + logs + wafv2 + lambda

    /// How things are set up, without the data in them: no objects, parameters, log events or code.
    static let securityConfiguration: [String] =
        kms + iam + organizations + cloudTrail + config + inspector + inspector2 + guardDuty + macie2 + wafv2
        + [
            "ssm:Describe*", "ssm:GetDocument", "ssm:GetServiceSetting", "ssm:List*", "s3:GetAccelerateConfiguration",
            "s3:GetAccountPublicAccessBlock", "s3:GetAnalyticsConfiguration", "s3:GetBucket*",
            "s3:GetEncryptionConfiguration", "s3:GetInventoryConfiguration", "s3:GetLifecycleConfiguration",
            "s3:GetMetricsConfiguration", "s3:GetObjectAcl", "s3:GetObjectVersionAcl",
            "s3:GetReplicationConfiguration", "s3:ListAllMyBuckets", "sns:GetDataProtectionPolicy",
            "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:List*", "events:Describe*", "events:List*",
            "logs:Describe*", "logs:ListTagsForResource", "lambda:GetAccountSettings",
            "lambda:GetFunctionConfiguration",
            "lambda:GetFunctionUrlConfig", "lambda:GetLayerVersionPolicy", "lambda:GetPolicy", "lambda:List*",
        ]

    /// What there is, and little of each.
    static let basicMetadata: [String] = [
        "cloudtrail:DescribeTrails", "cloudtrail:ListTrails", "cloudtrail:LookupEvents", "config:Describe*",
        "config:List*", "events:ListRuleNamesByTarget", "events:ListRules", "events:ListTargetsByRule",
        "guardduty:List*", "iam:Get*", "iam:List*", "inspector:Describe*", "inspector:Get*", "inspector:List*",
        "inspector:PreviewAgents", "inspector2:List*", "kms:ListAliases", "kms:ListKeys", "lambda:List*",
        "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:DescribeMetricFilters", "macie2:List*",
        "organizations:Describe*", "organizations:List*", "s3:GetBucketLocation", "s3:ListAllMyBuckets",
        "s3:ListBucket", "sns:List*", "ssm:DescribeInstanceInformation", "ssm:ListAssociations",
        "ssm:ListDocuments", "wafv2:List*",
    ]
}
