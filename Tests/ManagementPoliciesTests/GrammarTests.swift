import Essentials
import Testing

@testable import ManagementPolicies

/// What CreatePolicy takes of each type, and what it does not.
@Suite struct GrammarTests {
    static let accepted: [(ManagementPolicyType, String)] = [
        (
            .tag,
            #"{"tags":{"Color":{"tag_key":{"@@assign":"Color"},"tag_value":{"@@assign":["300*"]},"enforced_for":{"@@assign":["ec2:ALL_SUPPORTED"]}}}}"#
        ),
        (
            .chatbot,
            #"{"chatbot":{"platforms":{"slack":{"client":{"@@assign":"enabled"},"workspaces":{"@@assign":["*"]}},"default":{"client":{"@@assign":"disabled"}}}}}"#
        ),
        (
            .chatbot,
            #"{"chatbot":{"platforms":{"microsoft_teams":{"overrides":{"T":{"U":{"supported_role_settings":{"@@assign":["user_role"]}}}}}}}}"#
        ),
        (
            .declarativeEC2,
            #"{"ec2_attributes":{"exception_message":{"@@assign":"Ask us."},"allowed_images_settings":{"state":{"@@assign":"enabled"},"image_criteria":{"criteria_1":{"allowed_image_providers":{"@@append":["amazon","123456789012"]},"creation_date_condition":{"maximum_days_since_created":{"@@assign":300}}}}}}}"#
        ),
        (
            .declarativeEC2,
            #"{"ec2_attributes":{"instance_metadata_defaults":{"http_put_response_hop_limit":{"@@assign":"4"}}}}"#
        ),
        (
            .securityHub,
            #"{"securityhub":{"enable_in_regions":{"@@append":["ALL_SUPPORTED"],"@@operators_allowed_for_child_policies":["@@all"]},"disable_in_regions":{"@@append":[]}}}"#
        ),
        (
            .inspector,
            #"{"inspector":{"enablement":{"lambda_standard_scanning":{"enable_in_regions":{"@@assign":["us-east-1"]},"disable_in_regions":{"@@assign":[]},"lambda_code_scanning":{"enable_in_regions":{"@@assign":[]},"disable_in_regions":{"@@assign":[]}}}}}}"#
        ),
        (
            .upgradeRollout,
            #"{"upgrade_rollout":{"default":{"patch_order":{"@@assign":"last"}},"tags":{"devtag":{"tag_values":{"tag1":{"patch_order":{"@@assign":"first"}}}}}}}"#
        ),
        (
            .bedrock,
            #"{"bedrock":{"guardrail_inference":{"us-east-1":{"config_1":{"identifier":{"@@assign":"arn:aws:bedrock:us-east-1:123456789012:guardrail/hu1dlsv9wy1d:1"},"model_enforcement":{"included_models":{"@@assign":["ALL"]},"excluded_models":{"@@assign":[]}}}}}}}"#
        ),
        (.s3, #"{"s3_attributes":{"public_access_block_configuration":{"@@assign":"all"}}}"#),
        (
            .networkSecurityDirector,
            #"{"network_security_director":{"enablement":{"network_security_scan":{"enable_in_regions":{"@@assign":["us-east-1","eu-west-1"]},"disable_in_regions":{"@@assign":[]}}}}}"#
        ),
        (.aiServicesOptOut, #"{"services":{"connecthealth::training":{"opt_out_policy":{"@@assign":"optIn"}}}}"#),
        (.backup, BackupExamplesTests.pii),
    ]

    @Test(arguments: accepted) func whatTheSyntaxPagesShowIsAccepted(
        _ type: ManagementPolicyType, _ document: String
    ) throws {
        let policy = try merge(type, [[("p-a", document)]])
        #expect(policy.isValid, "\(policy.errors)")
        #expect(!policy.content.text.contains("@@"))
    }

    @Test func everyTypeHasAnExample() {
        #expect(Set(Self.accepted.map(\.0)) == Set(ManagementPolicyType.allCases))
    }

    typealias Refusal = (ManagementPolicyType, document: String, path: String, ManagementPolicyError.Problem)
    static let refused: [Refusal] = [
        (.tag, "[]", "", .notAnObject),
        (.tag, #"{"tags":{"a":"b"}}"#, "tags/a", .notAnObject),
        (.tag, #"{"tags":{"a":{"@@asign":1}}}"#, "tags/a/@@asign", .unknownOperator),
        (.tag, #"{"tags":{"a":{"@@enforced_for":["ec2:instance"]}}}"#, "tags/a/@@enforced_for", .unknownOperator),
        (.tag, #"{"tags":{"a":{"tag_key":{"@@assign":"A"}},"A":{}}}"#, "tags/A", .repeatedKey),
        (.tag, #"{"tags":{"a":{"tag_key":{"@@assign":"b"}}}}"#, "tags/a", .keyDiffersFromTagKey),
        (.tag, #"{"tags":{"a":{"tag_key":{"@@append":["a"]}}}}"#, "tags/a/tag_key", .operatorNotAllowed),
        (.tag, #"{"tags":{"a":{"tag_value":{"@@assign":"x"}}}}"#, "tags/a/tag_value", .invalidOperatorValue),
        (.tag, #"{"tags":{"a":{"tag_value":{"@@assign":["*@*.com"]}}}}"#, "tags/a/tag_value", .invalidValue),
        (.tag, #"{"tags":{"a":{"enforced_for":{"@@assign":["*:instance"]}}}}"#, "tags/a/enforced_for", .invalidValue),
        (.tag, #"{"tags":{"a":{"tag_value":{}}}}"#, "tags/a/tag_value", .missingValue),
        (.tag, #"{"tags":{"a":{"tag_value":{"@@append":"x"}}}}"#, "tags/a/tag_value/@@append", .invalidOperatorValue),
        (.tag, #"{"tags":{"a":{"tag_value":{"@@assign":[{}]}}}}"#, "tags/a/tag_value/@@assign", .invalidOperatorValue),
        (
            .tag, #"{"tags":{"a":{"tag_value":{"@@operators_allowed_for_child_policies":["@@none","@@append"]}}}}"#,
            "tags/a/tag_value/@@operators_allowed_for_child_policies", .invalidOperatorValue
        ),
        (.tag, #"{"tags":{"@@assign":["x"]}}"#, "tags", .operatorNotAllowed),
        (.tag, #"{"plans":{}}"#, "plans", .unknownKey),
        (
            .aiServicesOptOut, #"{"services":{"lex":{"opt_out_policy":{"@@assign":"optout"}}}}"#,
            "services/lex/opt_out_policy", .invalidValue
        ),
        (
            .aiServicesOptOut, #"{"services":{"alexa":{"opt_out_policy":{"@@assign":"optOut"}}}}"#, "services/alexa",
            .unknownKey
        ),
        (
            .aiServicesOptOut, #"{"services":{"lex":{"opt_out_policy":{"@@append":["optOut"]}}}}"#,
            "services/lex/opt_out_policy", .operatorNotAllowed
        ),
        (
            .aiServicesOptOut, #"{"services":{"@@operators_allowed_for_child_policies":["@@append"]}}"#, "services",
            .operatorNotAllowed
        ),
        (.backup, #"{"plans":{"p":{"regions":{"@@assign":["mars"]}}}}"#, "plans/p/regions", .invalidValue),
        (
            .backup, #"{"plans":{"p":{"rules":{"r":{"start_backup_window_minutes":{"@@assign":"30"}}}}}}"#,
            "plans/p/rules/r/start_backup_window_minutes", .invalidValue
        ),
        (
            .backup, #"{"plans":{"p":{"selections":{"tags":{},"resources":{}}}}}"#, "plans/p/selections",
            .mutuallyExclusive
        ),
        (
            .chatbot, #"{"chatbot":{"platforms":{"irc":{"client":{"@@assign":"enabled"}}}}}"#, "chatbot/platforms/irc",
            .unknownKey
        ),
        (
            .declarativeEC2, #"{"ec2_attributes":{"serial_console_access":{"status":{"@@assign":true}}}}"#,
            "ec2_attributes/serial_console_access/status", .invalidValue
        ),
        (
            .declarativeEC2, #"{"ec2_attributes":{"allowed_images_settings":{"image_criteria":{"criteria_11":{}}}}}"#,
            "ec2_attributes/allowed_images_settings/image_criteria/criteria_11", .unknownKey
        ),
        (
            .declarativeEC2,
            #"{"ec2_attributes":{"instance_metadata_defaults":{"http_put_response_hop_limit":{"@@assign":65}}}}"#,
            "ec2_attributes/instance_metadata_defaults/http_put_response_hop_limit", .invalidValue
        ),
        (
            .bedrock,
            #"{"bedrock":{"guardrail_inference":{"us-east-1":{"c":{"identifier":{"@@assign":"arn:aws:bedrock:us-east-1:123456789012:guardrail/x:DRAFT"}}}}}}"#,
            "bedrock/guardrail_inference/us-east-1/c/identifier", .invalidValue
        ),
        (
            .s3, #"{"s3_attributes":{"public_access_block_configuration":{"@@assign":"some"}}}"#,
            "s3_attributes/public_access_block_configuration", .invalidValue
        ),
        (
            .upgradeRollout, #"{"upgrade_rollout":{"default":{"patch_order":"last"}}}"#,
            "upgrade_rollout/default/patch_order", .notAnObject
        ),
        (
            .inspector,
            #"{"inspector":{"enablement":{"ec2_scanning":{"enable_in_regions":{"@@assign":["US-EAST-1"]}}}}}"#,
            "inspector/enablement/ec2_scanning/enable_in_regions", .invalidValue
        ),
        (
            .networkSecurityDirector, #"{"network_security_director":{"enablement":{"scan":{}}}}"#,
            "network_security_director/enablement/scan", .unknownKey
        ),
        (.securityHub, #"{"securityhub":{"features":{"other":{}}}}"#, "securityhub/features/other", .unknownKey),
    ]

    @Test(arguments: refused) func whatTheSyntaxPagesForbidIsRefused(_ refusal: Refusal) {
        #expect(throws: ManagementPolicyError.malformed(path: refusal.path, refusal.3)) {
            try ManagementPolicy(parsing: refusal.document, as: refusal.0)
        }
    }

    @Test func depthAndSizeAreBounded() {
        let deep = String(repeating: #"{"tags":"#, count: 1000)
        #expect(throws: ManagementPolicyError.self) { try ManagementPolicy(parsing: deep, as: .tag) }
        let large = String(repeating: " ", count: ManagementPolicy.maximumBytes + 1)
        #expect(throws: ManagementPolicyError.tooLarge(maximum: ManagementPolicy.maximumBytes)) {
            try ManagementPolicy(parsing: large, as: .tag)
        }
    }

    @Test func namesThatRepeatAreRefused() {
        #expect(throws: ManagementPolicyError.self) {
            try ManagementPolicy(parsing: #"{"tags":{},"tags":{}}"#, as: .tag)
        }
    }
}
