/// The actions that read, by service: those whose names begin with Get, List, Describe and their like.
enum ReadActions {
    static let kms = ["kms:Describe*", "kms:Get*", "kms:List*"]
    static let iam = ["iam:Generate*", "iam:Get*", "iam:List*", "iam:Simulate*"]
    static let organizations = ["organizations:Describe*", "organizations:List*"]
    static let cloudTrail = [
        "cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:LookupEvents", "cloudtrail:Search*",
    ]
    static let config = [
        "config:BatchGet*", "config:DeliverConfigSnapshot", "config:Describe*", "config:Get*", "config:List*",
        "config:Select*",
    ]
    static let ssm = ["ssm:Describe*", "ssm:Get*", "ssm:List*"]
    static let inspector2 = [
        "inspector2:BatchGet*", "inspector2:Describe*", "inspector2:Get*", "inspector2:List*", "inspector2:Search*",
    ]
    static let guardDuty = ["guardduty:Describe*", "guardduty:Get*", "guardduty:List*"]
    static let macie = ["macie2:BatchGet*", "macie2:Describe*", "macie2:Get*", "macie2:List*", "macie2:Search*"]
    static let s3 = ["s3:Get*", "s3:List*"]
    static let sns = ["sns:Check*", "sns:Get*", "sns:List*"]
    static let events = ["events:Describe*", "events:List*", "events:TestEventPattern"]
    static let logs = [
        "logs:Describe*", "logs:FilterLogEvents", "logs:Get*", "logs:List*", "logs:StartLiveTail", "logs:StartQuery",
        "logs:StopQuery", "logs:TestMetricFilter", "logs:TestTransformer",
    ]
    static let waf = ["wafv2:CheckCapacity", "wafv2:Describe*", "wafv2:Get*", "wafv2:List*"]
    static let lambda = ["lambda:Get*", "lambda:List*"]
    private static let inspectorClassic = [
        "inspector:Describe*", "inspector:Get*", "inspector:List*", "inspector:Preview*",
    ]
    /// Not the credentials that STS hands out beside one's own session's.
    private static let sts = ["sts:GetAccessKeyInfo", "sts:GetCallerIdentity", "sts:GetSessionToken"]

    static let everything =
        kms + iam + sts + organizations + cloudTrail + config + ssm + inspectorClassic + inspector2 + guardDuty + macie
        + s3 + sns + events + logs + waf + lambda

    /// How things are set up, without the data in them: no objects, parameters, log events or code.
    static let securityConfiguration: [String] =
        kms + iam + organizations + cloudTrail + config + inspectorClassic + inspector2 + guardDuty + macie + waf
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
        "inspector:Preview*", "inspector2:List*", "kms:ListAliases", "kms:ListKeys", "lambda:List*",
        "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:DescribeMetricFilters", "macie2:List*",
        "organizations:Describe*", "organizations:List*", "s3:GetBucketLocation", "s3:ListAllMyBuckets",
        "s3:ListBucket", "sns:List*", "ssm:DescribeInstanceInformation", "ssm:ListAssociations",
        "ssm:ListDocuments", "wafv2:List*",
    ]
}
