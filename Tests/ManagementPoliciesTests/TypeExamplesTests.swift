import Essentials
import Testing

@testable import ManagementPolicies

/// The worked merges of the syntax pages of single types.
@Suite struct TypeExamplesTests {
    @Test func tagKeysAndValuesOfTwoPoliciesCombine() throws {
        let keys = """
            {"tags":{"CostCenter":{"tag_key":{"@@assign":"CostCenter","@@operators_allowed_for_child_policies":["@@none"]}},
            "Project":{"tag_key":{"@@assign":"Project","@@operators_allowed_for_child_policies":["@@none"]}}}}
            """
        let values = """
            {"tags":{"CostCenter":{"tag_value":{"@@assign":["Production","Test"]}},
            "Project":{"tag_value":{"@@assign":["A","B"]}}}}
            """
        let expected = """
            {"tags":{"Project":{"tag_value":["A","B"],"tag_key":"Project"},
            "CostCenter":{"tag_value":["Production","Test"],"tag_key":"CostCenter"}}}
            """
        #expect(try merge(.tag, [[("p-a", keys)], [("p-b", values)]]).content.sorted == json(expected).sorted)
    }

    @Test func optOutOfAllServicesBindsEveryChild() throws {
        let parent = """
            {"services":{"@@operators_allowed_for_child_policies":["@@none"],
            "default":{"@@operators_allowed_for_child_policies":["@@none"],
            "opt_out_policy":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}
            """
        let child = """
            {"services":{"lex":{"opt_out_policy":{"@@assign":"optIn"}},"default":{"opt_out_policy":{"@@assign":"optIn"}}}}
            """
        let policy = try merge(.aiServicesOptOut, [[("p-a", parent)], [("p-b", child)]])
        #expect(policy.content == ["services": ["default": ["opt_out_policy": "optOut"]]])
    }

    @Test func aChildOptsInToOneServiceBesideTheDefault() throws {
        let parent = """
            {"services":{"default":{"@@operators_allowed_for_child_policies":["@@none"],
            "opt_out_policy":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}
            """
        let child = #"{"services":{"lex":{"opt_out_policy":{"@@assign":"optIn"}}}}"#
        let policy = try merge(.aiServicesOptOut, [[("p-a", parent)], [("p-b", child)]])
        #expect(
            policy.content == [
                "services": ["default": ["opt_out_policy": "optOut"], "lex": ["opt_out_policy": "optIn"]]
            ])
    }

    @Test func securityHubRegionsAreExtendedByAChild() throws {
        let parent = """
            {"securityhub":{"enable_in_regions":{"@@assign":["us-east-1"]},
            "disable_in_regions":{"@@assign":["us-west-2","ap-east-1"]}}}
            """
        let child = """
            {"securityhub":{"enable_in_regions":{"@@append":["eu-central-1"]},
            "disable_in_regions":{"@@remove":["us-west-2"]}}}
            """
        let policy = try merge(.securityHub, [[("p-a", parent)], [("p-b", child)]])
        #expect(
            policy.content == [
                "securityhub": [
                    "enable_in_regions": ["us-east-1", "eu-central-1"], "disable_in_regions": ["ap-east-1"],
                ]
            ])
        #expect(policy.isValid)
    }
}

/// Backup policy examples 2 to 5. The page spells keys of its results in lower case and leaves `@@assign` in some of
/// them; what is compared is what it says of the merge.
@Suite struct BackupExamplesTests {
    static func plan(_ name: String, _ rest: String) -> String { #"{"plans":{"\#(name)":{\#(rest)}}}"# }

    static let pii = plan(
        "PII_Backup_Plan",
        """
        "regions":{"@@append":["us-east-1","ap-northeast-3","eu-north-1"]},
        "rules":{"Hourly":{"schedule_expression":{"@@assign":"cron(0 0/1 ? * * *)"},
        "start_backup_window_minutes":{"@@assign":"60"},"target_backup_vault_name":{"@@assign":"FortKnox"},
        "index_actions":{"resource_types":{"@@assign":["EBS","S3"]}},
        "lifecycle":{"move_to_cold_storage_after_days":{"@@assign":"28"},"delete_after_days":{"@@assign":"180"},
        "opt_in_to_archive_for_supported_resources":{"@@assign":false}},
        "copy_actions":{"arn:aws:backup:us-east-1:$account:backup-vault:secondary_vault":{
        "target_backup_vault_arn":{"@@assign":"arn:aws:backup:us-east-1:$account:backup-vault:secondary_vault"}}}}},
        "selections":{"tags":{"datatype":{"iam_role_arn":{"@@assign":"arn:aws:iam::$account:role/MyIamRole"},
        "tag_key":{"@@assign":"dataType"},"tag_value":{"@@assign":["PII","RED"]}}}}
        """)
    static let monthly = plan(
        "Monthly_Backup_Plan",
        """
        "regions":{"@@append":["us-east-1","eu-central-1"]},
        "rules":{"Monthly":{"schedule_expression":{"@@assign":"cron(0 5 1 * ? *)"},
        "target_backup_vault_name":{"@@assign":"Default"}}},
        "selections":{"tags":{"MonthlyDatatype":{
        "iam_role_arn":{"@@assign":"arn:aws:iam::$account:role/MyMonthlyBackupIamRole"},
        "tag_key":{"@@assign":"BackupType"},"tag_value":{"@@assign":["MONTHLY","RED"]}}}}
        """)

    @Test func aChildAddsAPlan() throws {
        let policy = try merge(.backup, [[("p-a", Self.pii)], [("p-b", Self.monthly)]])
        let plans = try #require(policy.content["plans"])
        #expect(plans.object?.names == ["PII_Backup_Plan", "Monthly_Backup_Plan"])
        #expect(plans["PII_Backup_Plan"]?["regions"] == ["us-east-1", "ap-northeast-3", "eu-north-1"])
        #expect(plans["PII_Backup_Plan"]?["rules"]?["Hourly"]?["index_actions"] == ["resource_types": ["EBS", "S3"]])
        #expect(plans["Monthly_Backup_Plan"]?["regions"] == ["us-east-1", "eu-central-1"])
        #expect(
            plans["Monthly_Backup_Plan"]?["selections"] == [
                "tags": [
                    "MonthlyDatatype": [
                        "iam_role_arn": "arn:aws:iam::$account:role/MyMonthlyBackupIamRole", "tag_key": "BackupType",
                        "tag_value": ["MONTHLY", "RED"],
                    ]
                ]
            ])
        #expect(policy.isValid)
    }

    /// Every object of the document says `@@none`.
    static func locked(_ document: String, plans: String = "@@none") throws -> String {
        func lock(_ json: JSON, _ control: String = "@@none") -> JSON {
            guard let object = json.object else { return json }
            let members = object.members.map { member in
                JSON.Object.Member(
                    name: member.name, value: lock(member.value, member.name == "plans" ? plans : "@@none"))
            }
            let operators = JSON.Object.Member(
                name: "@@operators_allowed_for_child_policies", value: [.string(control)])
            return .object(JSON.Object([operators] + members))
        }
        return lock(try json(document)).text
    }

    @Test func aParentPreventsEveryChange() throws {
        let policy = try merge(
            .backup, [[("p-a", try Self.locked(Self.pii))], [("p-b", Self.monthly)], [("p-c", Self.overriding)]])
        #expect(try policy.content == merge(.backup, [[("p-a", Self.pii)]]).content)
    }

    /// Example 4 has `@@append` at `plans` alone.
    @Test func aParentPreventsChangesToOnePlan() throws {
        let parent = try Self.locked(Self.pii, plans: "@@append")
        let policy = try merge(.backup, [[("p-a", parent)], [("p-b", Self.monthly)], [("p-c", Self.overriding)]])
        let alone = try merge(.backup, [[("p-a", Self.pii)]])
        #expect(policy.content["plans"]?.object?.names == ["PII_Backup_Plan", "Monthly_Backup_Plan"])
        #expect(policy.content["plans"]?["PII_Backup_Plan"] == alone.content["plans"]?["PII_Backup_Plan"])
    }

    static let overriding = plan(
        "PII_Backup_Plan",
        """
        "regions":{"@@assign":["us-west-2","eu-central-1"]},
        "rules":{"Hourly":{"schedule_expression":{"@@assign":"cron(0 0/2 ? * * *)"},
        "start_backup_window_minutes":{"@@assign":"80"},"target_backup_vault_name":{"@@assign":"Default"},
        "lifecycle":{"move_to_cold_storage_after_days":{"@@assign":"30"},"delete_after_days":{"@@assign":"365"},
        "opt_in_to_archive_for_supported_resources":{"@@assign":false}}}}
        """)

    @Test func aChildOverridesSettings() throws {
        let policy = try merge(.backup, [[("p-a", Self.pii)], [("p-b", Self.overriding)]])
        let plan = try #require(policy.content["plans"]?["PII_Backup_Plan"])
        #expect(plan["regions"] == ["us-west-2", "eu-central-1"])
        let rule = try #require(plan["rules"]?["Hourly"])
        #expect(rule["schedule_expression"] == "cron(0 0/2 ? * * *)")
        #expect(rule["start_backup_window_minutes"] == "80")
        #expect(rule["target_backup_vault_name"] == "Default")
        #expect(rule["lifecycle"]?["delete_after_days"] == "365")
        #expect(rule["index_actions"] == ["resource_types": ["EBS", "S3"]])
        #expect(rule["copy_actions"]?.object?.count == 1)
        #expect(plan["selections"]?["tags"]?["datatype"]?["tag_value"] == ["PII", "RED"])
        #expect(policy.isValid)
    }

    /// "There must be an inherited parent policy that provides the other required settings."
    @Test func theChildAloneIsNotValid() throws {
        let policy = try merge(.backup, [[("p-b", Self.overriding)]])
        #expect(policy.errors.map(\.path) == ["plans/PII_Backup_Plan/selections"])
        #expect(policy.errors.map(\.code) == [.keyRequired])
        #expect(policy.errors.first?.contributingPolicies == ["p-b"])
    }
}
