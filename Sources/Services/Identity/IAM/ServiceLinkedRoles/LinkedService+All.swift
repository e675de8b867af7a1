extension LinkedService {
    static let all: [LinkedService] = [
        LinkedService(
            principal: "organizations.amazonaws.com", roleName: "AWSServiceRoleForOrganizations",
            policyName: "AWSOrganizationsServiceTrustPolicy",
            description: "Service-linked role used by AWS Organizations to enable integration of other AWS services "
                + "with Organizations.",
            isKeptByService: true),
        LinkedService(
            principal: "mrk.kms.amazonaws.com", roleName: "AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
            policyName: "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy",
            description: "Enables access to AWS services and resources required for AWS KMS Multi-Region Keys",
            isKeptByService: true),
        LinkedService(
            principal: "cks.kms.amazonaws.com", roleName: "AWSServiceRoleForKeyManagementServiceCustomKeyStores",
            policyName: "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy",
            description: "Enables access to AWS services and resources required for AWS KMS custom key stores",
            isKeptByService: true),
        LinkedService(
            principal: "cloudtrail.amazonaws.com", roleName: "AWSServiceRoleForCloudTrail",
            policyName: "CloudTrailServiceRolePolicy",
            description: "Permission policy for CloudTrail ServiceLinkedRole"),
        LinkedService(
            principal: "config.amazonaws.com", roleName: "AWSServiceRoleForConfig",
            policyName: "AWSConfigServiceRolePolicy",
            description: "Allows Config to call AWS services and collect resource configurations on your behalf."),
        LinkedService(
            principal: "config-multiaccountsetup.amazonaws.com", roleName: "AWSServiceRoleForConfigMultiAccountSetup",
            policyName: "AWSConfigMultiAccountSetupPolicy",
            description: "Allows Config to call AWS services and deploy config resources across organization."),
        LinkedService(
            principal: "ssm.amazonaws.com", roleName: "AWSServiceRoleForAmazonSSM",
            policyName: "AmazonSSMServiceRolePolicy",
            description: "Provides access to AWS Resources managed or used by Amazon SSM."),
        LinkedService(
            principal: "guardduty.amazonaws.com", roleName: "AWSServiceRoleForAmazonGuardDuty",
            policyName: "AmazonGuardDutyServiceRolePolicy",
            description: "A service-linked role required for Amazon GuardDuty to access your resources."),
        LinkedService(
            principal: "malware-protection.guardduty.amazonaws.com",
            roleName: "AWSServiceRoleForAmazonGuardDutyMalwareProtection",
            policyName: "AmazonGuardDutyMalwareProtectionServiceRolePolicy",
            description: "A service-linked role required for Amazon GuardDuty Malware Protection to access your "
                + "resources."),
        LinkedService(
            principal: "inspector.amazonaws.com", roleName: "AWSServiceRoleForAmazonInspector",
            policyName: "AmazonInspectorServiceRolePolicy",
            description: "Grants Amazon Inspector access to AWS services needed to perform security assessments"),
        LinkedService(
            principal: "inspector2.amazonaws.com", roleName: "AWSServiceRoleForAmazonInspector2",
            policyName: "AmazonInspector2ServiceRolePolicy",
            description: "Grants Amazon Inspector access to AWS services needed to perform security assessments"),
        LinkedService(
            principal: "agentless.inspector2.amazonaws.com", roleName: "AWSServiceRoleForAmazonInspector2Agentless",
            policyName: "AmazonInspector2AgentlessServiceRolePolicy",
            description: "Grants Amazon Inspector access to AWS services needed to perform agentless scans"),
        LinkedService(
            principal: "macie.amazonaws.com", roleName: "AWSServiceRoleForAmazonMacie",
            policyName: "AmazonMacieServiceRolePolicy",
            description: "Grants permissions to Amazon Macie to read your S3 buckets."),
    ]
}
