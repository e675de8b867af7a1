/// The AWS-managed policies that are about every service, for the services that are here.
///
/// Source: AWS managed policy reference, the descriptions; the actions are those of the services' models.
enum GeneralPolicies {
    static let all: [BuiltInPolicies.Entry] = [
        BuiltInPolicies.entry(
            "AdministratorAccess", id: "ANPAIWMBCKSKIEE64ZLYK",
            "Provides full access to AWS services and resources.", allowing: ["*"]),
        BuiltInPolicies.entry(
            "PowerUserAccess",
            "Provides full access to AWS services and resources, but does not allow management of Users and groups.",
            .allowAll(except: ["iam:*", "organizations:*", "account:*"]),
            .allow([
                "account:GetAccountInformation", "account:GetPrimaryEmail", "account:ListRegions",
                "iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles",
                "organizations:DescribeEffectivePolicy", "organizations:DescribeOrganization",
            ])),
        BuiltInPolicies.entry(
            "ReadOnlyAccess", "Provides read-only access to AWS services and resources.",
            allowing: ReadActions.everything),
        BuiltInPolicies.entry(
            "SecurityAudit",
            "The security audit template grants access to read security configuration metadata. It is useful for "
                + "software that audits the configuration of an AWS account.",
            allowing: ReadActions.securityConfiguration),
        BuiltInPolicies.entry(
            "ViewOnlyAccess", path: "/job-function/",
            "This policy grants permissions to view resources and basic metadata across all AWS services.",
            allowing: ReadActions.basicMetadata),
        BuiltInPolicies.entry(
            "IAMFullAccess", id: "ANPAI7XKCFMBPM3QQRRVQ",
            "Provides full access to IAM via the AWS Management Console.",
            allowing: [
                "iam:*", "organizations:DescribeAccount", "organizations:DescribeOrganization",
                "organizations:DescribeOrganizationalUnit", "organizations:DescribePolicy",
                "organizations:ListChildren", "organizations:ListParents", "organizations:ListPolicies",
                "organizations:ListPoliciesForTarget", "organizations:ListRoots",
                "organizations:ListTargetsForPolicy",
            ]),
        BuiltInPolicies.entry(
            "IAMReadOnlyAccess", "Provides read only access to IAM via the AWS Management Console.",
            allowing: ReadActions.iam),
        BuiltInPolicies.entry(
            "IAMUserChangePassword", "Provides the ability for an IAM user to change their own password.",
            .allow(["iam:ChangePassword"], on: "arn:aws:iam::*:user/${aws:username}"),
            .allow(["iam:GetAccountPasswordPolicy"])),
    ]
}
