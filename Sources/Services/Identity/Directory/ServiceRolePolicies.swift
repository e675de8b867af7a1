/// The AWS-managed policies of service-linked roles, which nothing else can be given.
///
/// Written from what AWS documents of them: what each service needs of the others, without the conditions that narrow
/// single statements. Source: AWS managed policy reference, policies of the type "Service-linked role policy".
enum ServiceRolePolicies {
    static let all: [BuiltInPolicies.Entry] = [
        entry(
            "AWSOrganizationsServiceTrustPolicy", id: "ANPA7YYVQOCMJRGSKGDH5",
            "A policy to allow AWS Organizations to share trust with other approved AWS services for the purpose of "
                + "simplifying customer configuration.",
            allowing: ["iam:CreateServiceLinkedRole", "iam:ListRoles"]),
        entry(
            "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy", id: "ANPASQ5NPDIMWABEO63WU",
            "Enables access to AWS services and resources required for AWS KMS Multi-Region Keys",
            allowing: ["kms:SynchronizeMultiRegionKey"]),
        entry(
            "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy", id: "ANPAPUO6VFTFBQW3WMQQ5",
            "Enables access to AWS services and resources required for AWS KMS custom key stores",
            allowing: [
                "cloudhsm:Describe*", "ec2:CreateNetworkInterface", "ec2:AuthorizeSecurityGroupIngress",
                "ec2:CreateSecurityGroup", "ec2:DescribeSecurityGroups", "ec2:RevokeSecurityGroupEgress",
                "ec2:DeleteSecurityGroup", "ec2:DescribeVpcs", "ec2:DescribeNetworkAcls",
                "ec2:DescribeNetworkInterfaces",
            ]),
        entry(
            "CloudTrailServiceRolePolicy", id: "ANPASMRRGOMETKKLBPE2T",
            "Permission policy for CloudTrail ServiceLinkedRole",
            allowing: ["cloudtrail:*"] + organizationReading + ["organizations:ListAWSServiceAccessForOrganization"]),
        entry(
            "AWSConfigServiceRolePolicy", id: "ANPAHMPMHZITHB26R2BPH",
            "Allows Config to call AWS services and collect resource configurations on your behalf.",
            allowing: [
                "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "config:Put*", "guardduty:Get*",
                "guardduty:List*", "iam:Get*", "iam:List*", "kms:DescribeKey", "kms:GetKeyPolicy",
                "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListKeys", "s3:GetBucket*", "s3:ListAllMyBuckets",
                "ssm:Describe*", "ssm:List*",
            ] + organizationReading),
        entry(
            "AWSConfigMultiAccountSetupPolicy", id: "ANPACRM2LW5JHRK4M7B2T",
            "Allows Config to call AWS services and deploy config resources across organization",
            allowing: [
                "config:PutConfigRule", "config:DeleteConfigRule", "config:PutConformancePack",
                "config:DeleteConformancePack", "config:DescribeConformancePackStatus", "iam:GetRole", "iam:PassRole",
            ] + organizationReading),
        entry(
            "AmazonSSMServiceRolePolicy", id: "ANPAPJ22MVSRRIHJHHIUE",
            "Provides access to AWS Resources managed or used by Amazon SSM",
            allowing: [
                "ssm:CancelCommand", "ssm:GetCommandInvocation", "ssm:ListCommandInvocations", "ssm:ListCommands",
                "ssm:SendCommand", "ssm:GetAutomationExecution", "ssm:GetParameters", "ssm:StartAutomationExecution",
                "ssm:StopAutomationExecution", "ssm:ListTagsForResource", "ssm:GetCalendarState", "ssm:PutInventory",
                "ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "config:SelectResourceConfig",
                "organizations:DescribeOrganization",
            ]),
        entry(
            "AmazonGuardDutyServiceRolePolicy", id: "ANPAFDSYCZ5YUR2Q7RULD",
            "Enable access to AWS Resources used or managed by Amazon Guard Duty",
            allowing: [
                "cloudtrail:CreateServiceLinkedChannel", "ec2:Describe*", "iam:CreateServiceLinkedRole",
                "s3:GetBucketAcl", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:ListAllMyBuckets",
                "ssm:CreateAssociation", "ssm:DescribeAssociation", "ssm:GetCommandInvocation", "ssm:SendCommand",
            ] + organizationReading),
        entry(
            "AmazonGuardDutyMalwareProtectionServiceRolePolicy", id: "ANPA6BP3BNVLQN744BFTN",
            "GuardDuty Malware Protection uses the service-linked role (SLR) named "
                + "AWSServiceRoleForAmazonGuardDutyMalwareProtection.",
            allowing: [
                "ec2:CreateSnapshot", "ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeVolumes",
                "guardduty:CreateMalwareProtectionPlan", "kms:CreateGrant", "kms:DescribeKey",
            ]),
        entry(
            "AmazonInspectorServiceRolePolicy", id: "ANPATUXY5NJQLP7LADJWP",
            "Grants Amazon Inspector access to AWS services needed to perform security assessments",
            allowing: ["ec2:Describe*", "elasticloadbalancing:Describe*"]),
        entry(
            "AmazonInspector2ServiceRolePolicy", id: "ANPA4Y3DM76WLIJA6PUHJ",
            "Grants Amazon Inspector access to AWS services needed to perform security assessments",
            allowing: [
                "ec2:Describe*", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer",
                "ecr:ListImages", "inspector2:*", "lambda:GetFunction", "lambda:ListFunctions",
                "ssm:CreateAssociation", "ssm:DeleteAssociation", "ssm:DescribeAssociation",
                "ssm:DescribeInstanceInformation", "ssm:GetCommandInvocation", "ssm:ListAssociations",
                "ssm:SendCommand",
            ] + organizationReading),
        entry(
            "AmazonInspector2AgentlessServiceRolePolicy", id: "ANPABAVZQDZY4CE4D34XC",
            "Grants Amazon Inspector access to AWS services needed to perform agentless security assessments",
            allowing: [
                "ebs:GetSnapshotBlock", "ebs:ListSnapshotBlocks", "ec2:CreateSnapshots", "ec2:DeleteSnapshot",
                "ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeVolumes", "kms:Decrypt",
                "kms:DescribeKey",
            ]),
        entry(
            "AmazonMacieServiceRolePolicy", id: "ANPA2HUMZ4WBPCI7LHDSW", "Service linked role for Amazon Macie",
            allowing: [
                "iam:ListAccountAliases", "organizations:DescribeAccount", "organizations:ListAccounts",
                "s3:GetAccountPublicAccessBlock", "s3:GetBucket*", "s3:GetEncryptionConfiguration",
                "s3:GetLifecycleConfiguration", "s3:GetObject", "s3:GetObjectAcl", "s3:GetObjectTagging",
                "s3:GetReplicationConfiguration", "s3:ListAllMyBuckets", "s3:ListBucket",
            ]),
    ]

    private static let organizationReading = [
        "organizations:DescribeAccount", "organizations:DescribeOrganization", "organizations:ListAccounts",
        "organizations:ListDelegatedAdministrators",
    ]

    private static func entry(
        _ name: String, id: String, _ description: String, allowing actions: [String]
    ) -> BuiltInPolicies.Entry {
        BuiltInPolicies.entry(
            name, path: RoleRecord.serviceLinkedPath, id: id, description, allowing: actions)
    }
}
