/// The AWS-managed policies of the eight security services.
///
/// Source: AWS managed policy reference, the descriptions; the actions are those of the services' models.
enum SecurityServicePolicies {
    static let all = keysAndAudit + hosts + threats + organizations

    private static let keysAndAudit: [BuiltInPolicies.Entry] = [
        BuiltInPolicies.entry(
            "AWSKeyManagementServicePowerUser", "Provides access to AWS Key Management Service (KMS).",
            allowing: ReadActions.kms + [
                "kms:CreateAlias", "kms:CreateKey", "kms:DeleteAlias", "kms:GenerateRandom", "kms:TagResource",
                "kms:UntagResource", "iam:ListGroups", "iam:ListRoles", "iam:ListUsers",
            ]),
        BuiltInPolicies.entry(
            "AWSCloudTrail_FullAccess", "Provides full access to AWS CloudTrail.",
            .allow(["cloudtrail:*"]),
            .allow(
                [
                    "sns:AddPermission", "sns:CreateTopic", "sns:SetTopicAttributes", "sns:GetTopicAttributes",
                ], on: "arn:aws:sns:*:*:aws-cloudtrail-logs*"),
            .allow(
                ["s3:CreateBucket", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock"],
                on: "arn:aws:s3:::aws-cloudtrail-logs*"),
            .allow(["logs:CreateLogGroup"], on: "arn:aws:logs:*:*:log-group:aws-cloudtrail-logs*"),
            .allow([
                "s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetBucketPolicy", "sns:ListTopics",
                "iam:ListRoles", "iam:GetRolePolicy", "iam:GetUser", "kms:CreateKey", "kms:CreateAlias",
                "kms:ListKeys", "kms:ListAliases", "lambda:ListFunctions",
            ]),
            .passRole(to: "cloudtrail.amazonaws.com")),
        BuiltInPolicies.entry(
            "AWSCloudTrail_ReadOnlyAccess", "Provides read only access to AWS CloudTrail.",
            allowing: ReadActions.cloudTrail),
        BuiltInPolicies.entry(
            "AWSConfigUserAccess",
            "Provides access to use AWS Config, including searching by tags on resources, and reading all tags. This "
                + "does not provide permission to configure AWS Config, which requires administrative privileges.",
            allowing: ReadActions.config + [
                "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:LookupEvents",
            ]),
        BuiltInPolicies.entry(
            "AWS_ConfigRole", path: "/service-role/",
            "Default policy for AWS Config service role. Provides permissions required for AWS Config to track "
                + "changes to your AWS resources.",
            allowing: ReadActions.securityConfiguration + ["config:Put*", "config:StartConfigurationRecorder"]),
    ]

    private static let hosts: [BuiltInPolicies.Entry] = [
        BuiltInPolicies.entry(
            "AmazonSSMFullAccess", "Provides full access to Amazon SSM.",
            .allow(["ssm:*", "ec2messages:*", "logs:*", "ec2:DescribeInstanceStatus"]),
            .allow(ssmMessages),
            .allow(["iam:CreateServiceLinkedRole"], where: ("StringLike", "iam:AWSServiceName", "ssm.amazonaws.com")),
            .allow(
                ["iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRoleDeletionStatus"],
                on: "arn:aws:iam::*:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM*")),
        BuiltInPolicies.entry(
            "AmazonSSMReadOnlyAccess", "Provides read only access to Amazon SSM.", allowing: ReadActions.ssm),
        BuiltInPolicies.entry(
            "AmazonSSMManagedInstanceCore",
            "The policy for Amazon EC2 Role to enable AWS Systems Manager service core functionality.",
            .allow([
                "ssm:DescribeAssociation", "ssm:DescribeDocument", "ssm:GetDeployablePatchSnapshotForInstance",
                "ssm:GetDocument", "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters", "ssm:ListAssociations",
                "ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult",
                "ssm:PutInventory", "ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus",
                "ssm:UpdateInstanceInformation",
            ]),
            .allow(ssmMessages), .allow(["ec2messages:*"])),
        BuiltInPolicies.entry(
            "AmazonInspector2FullAccess",
            "Provides full access to Amazon Inspector and access to other related services such as organizations.",
            .allow(["inspector2:*"]), .allow(delegation),
            .allow(["iam:CreateServiceLinkedRole"], where: ("StringLike", "iam:AWSServiceName", "*inspector2*"))),
        BuiltInPolicies.entry(
            "AmazonInspector2ReadOnlyAccess", "Provides read only access to Amazon Inspector.",
            allowing: ReadActions.inspector2 + delegationReading),
    ]

    private static let ssmMessages = [
        "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ]

    private static let threats: [BuiltInPolicies.Entry] = [
        guardDuty("AmazonGuardDutyFullAccess"), guardDuty("AmazonGuardDutyFullAccess_v2"),
        BuiltInPolicies.entry(
            "AmazonGuardDutyReadOnlyAccess", "Provide read only access to Amazon GuardDuty resources",
            allowing: ReadActions.guardDuty + delegationReading),
        BuiltInPolicies.entry(
            "AmazonMacieFullAccess", "Provides full access to Amazon Macie.",
            .allow(["macie2:*"]), .allow(delegation),
            .allow(
                ["iam:CreateServiceLinkedRole"], where: ("StringLike", "iam:AWSServiceName", "macie.amazonaws.com"))),
        BuiltInPolicies.entry(
            "AmazonMacieReadOnlyAccess", "Provides read only access to Amazon Macie.", allowing: ReadActions.macie2),
    ]

    private static func guardDuty(_ name: String) -> BuiltInPolicies.Entry {
        BuiltInPolicies.entry(
            name, "Provides full access to use Amazon GuardDuty.", .allow(["guardduty:*"]), .allow(delegation),
            .allow(
                ["iam:CreateServiceLinkedRole"],
                where: ("StringLike", "iam:AWSServiceName", "*guardduty.amazonaws.com")),
            .allow(["iam:GetRole"], on: "arn:aws:iam::*:role/*AWSServiceRoleForAmazonGuardDuty*"))
    }

    private static let organizations: [BuiltInPolicies.Entry] = [
        BuiltInPolicies.entry(
            "AWSOrganizationsFullAccess", "Provides full access to AWS Organizations.",
            .allow(["organizations:*"]),
            .allow([
                "account:DeleteAlternateContact", "account:GetAccountInformation", "account:GetAlternateContact",
                "account:GetContactInformation", "account:ListRegions", "account:PutAlternateContact",
                "account:PutContactInformation",
            ]),
            .allow(
                ["iam:CreateServiceLinkedRole"],
                where: ("StringEquals", "iam:AWSServiceName", "organizations.amazonaws.com"))),
        BuiltInPolicies.entry(
            "AWSOrganizationsReadOnlyAccess", "Provides read-only access to AWS Organizations.",
            allowing: ReadActions.organizations + ["account:GetAccountInformation", "account:ListRegions"]),
    ]

    private static let delegationReading = [
        "organizations:DescribeAccount", "organizations:DescribeOrganization",
        "organizations:ListAWSServiceAccessForOrganization", "organizations:ListAccounts",
        "organizations:ListDelegatedAdministrators",
    ]

    /// What the administrator of an organization hands over to an account that runs a service for all.
    private static let delegation =
        delegationReading + [
            "organizations:DescribeOrganizationalUnit", "organizations:EnableAWSServiceAccess",
            "organizations:RegisterDelegatedAdministrator",
        ]
}
