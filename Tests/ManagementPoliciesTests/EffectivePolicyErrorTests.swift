import Essentials
import Testing

@testable import ManagementPolicies

/// What shows only once policies have merged: Organizations user guide, "About invalid effective policy alerts".
@Suite struct EffectivePolicyErrorTests {
    private func rules(_ numbers: Range<Int>) -> String {
        let rules = numbers.map {
            #""rule\#($0)":{"schedule_expression":{"@@assign":"cron(0 5 ? * * *)"},"#
                + #""target_backup_vault_name":{"@@assign":"Default"}}"#
        }
        return #"{"plans":{"daily":{"rules":{\#(rules.joined(separator: ","))}}}}"#
    }

    @Test func nineRulesAndTwoMoreAreTooMany() throws {
        let policy = try merge(
            .backup, [[("p-plan", BackupExamplesTests.pii), ("p-nine", rules(0..<9))], [("p-two", rules(9..<11))]])
        let error = try #require(policy.errors.first { $0.code == .elementsTooMany })
        #expect(error.path == "plans/daily/rules")
        #expect(error.message == "'rules' exceeds the allowed maximum limit 10")
        #expect(error.contributingPolicies == ["p-nine", "p-two"])
    }

    @Test func aPlanWithoutARegionHasTooFew() throws {
        let child = #"{"plans":{"PII_Backup_Plan":{"regions":{"@@assign":[]}}}}"#
        let policy = try merge(.backup, [[("p-a", BackupExamplesTests.pii)], [("p-b", child)]])
        #expect(policy.errors.map(\.code) == [.elementsTooFew])
        #expect(policy.errors.map(\.path) == ["plans/PII_Backup_Plan/regions"])
        #expect(policy.errors.first?.contributingPolicies == ["p-a", "p-b"])
    }

    @Test func selectionsByTagsAndByResourcesExcludeEachOther() throws {
        let child = """
            {"plans":{"PII_Backup_Plan":{"selections":{"resources":{"all":{
            "iam_role_arn":{"@@assign":"arn:aws:iam::$account:role/R"},"resource_types":{"@@assign":["*"]}}}}}}}
            """
        let policy = try merge(.backup, [[("p-a", BackupExamplesTests.pii)], [("p-b", child)]])
        #expect(policy.errors.map(\.path) == ["plans/PII_Backup_Plan/selections"])
    }

    private func required(_ keys: Range<Int>) -> String {
        let tags = keys.map { #""k\#($0)":{"report_required_tag_for":{"@@assign":["ec2:instance"]}}"# }
        return #"{"tags":{\#(tags.joined(separator: ","))}}"#
    }

    @Test func thirtyAndTwentyFiveRequiredTagKeysAreTooMany() throws {
        let policy = try merge(.tag, [[("p-a", required(0..<30))], [("p-b", required(30..<55))]])
        #expect(policy.errors.map(\.code) == [.elementsTooMany])
        #expect(try merge(.tag, [[("p-a", required(0..<30))], [("p-b", required(30..<50))]]).isValid)
        #expect(throws: ManagementPolicyError.self) {
            try ManagementPolicy(parsing: required(0..<51), as: .tag)
        }
    }

    @Test func regionListsMustBothBeThere() throws {
        let policy = try merge(.securityHub, [[("p-a", #"{"securityhub":{"enable_in_regions":{"@@assign":[]}}}"#)]])
        #expect(policy.errors.map(\.path) == ["securityhub/disable_in_regions"])
    }

    @Test func nothingMergedIsNothingWrong() {
        for type in ManagementPolicyType.allCases {
            let policy = EffectivePolicy(of: type, merging: [[], []])
            #expect(policy.isValid)
            #expect(policy.content == .object([:]))
        }
    }
}
