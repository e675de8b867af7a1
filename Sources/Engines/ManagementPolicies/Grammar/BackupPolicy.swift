/// Source: Organizations user guide, "Backup policy syntax and examples"; AWS Backup developer guide, "AWS Backup
/// quotas", "Policy quotas".
extension Grammar {
    static let backupPolicy = Grammar.object(["plans": .entries(backupPlan)], required: ["plans"])

    private static let backupPlan = Grammar.object(
        [
            "rules": .entries(backupRule, count: 1...10),
            "regions": .many(.region, count: 1...Int.max),
            "selections": .choice([
                "tags": .entries(tagSelection, count: 1...10),
                "resources": .entries(resourceSelection, count: 1...100),
            ]),
            "advanced_backup_settings": .object([
                "ec2": .object(["windows_vss": .single(.enabledOrDisabled)]),
                "s3": .object([
                    "backup_acls": .single(.enabledOrDisabled), "backup_object_tags": .single(.enabledOrDisabled),
                ]),
            ]),
            "backup_plan_tags": .entries(backupTag),
            "scan_settings": .entries(
                .object(
                    [
                        "resource_types": .many(.oneOf("EBS", "EC2", "S3", "ALL"), count: 1...Int.max),
                        "scanner_role_arn": .single(.arn),
                    ], required: ["resource_types", "scanner_role_arn"]), named: .oneOf(["GUARDDUTY"])),
        ], required: ["rules", "regions", "selections"])

    private static let backupRule = Grammar.object(
        [
            "schedule_expression": .single(.text { $0.hasPrefix("cron(") && $0.hasSuffix(")") }),
            "schedule_expression_timezone": .single(.text),
            "target_backup_vault_name": .single(.text),
            "target_logically_air_gapped_backup_vault_arn": .single(.arn),
            "start_backup_window_minutes": .single(.integer(60...Int64.max)),
            "complete_backup_window_minutes": .single(.integer(1...Int64.max)),
            "enable_continuous_backup": .single(.boolean),
            "lifecycle": backupLifecycle,
            "copy_actions": .entries(
                .object(
                    ["target_backup_vault_arn": .single(.arn), "lifecycle": backupLifecycle],
                    required: ["target_backup_vault_arn"]), count: 0...5),
            "recovery_point_tags": .entries(backupTag, count: 0...10),
            "index_actions": .object(["resource_types": .many(.oneOf("EBS", "S3"))]),
            "scan_actions": .entries(
                .object(
                    ["scan_mode": .single(.oneOf("INCREMENTAL_SCAN", "FULL_SCAN"))], required: ["scan_mode"]),
                named: .oneOf(["GUARDDUTY"])),
        ], required: ["schedule_expression", "target_backup_vault_name"])

    private static let backupLifecycle = Grammar.object([
        "move_to_cold_storage_after_days": .single(.integer(0...Int64.max)),
        "delete_after_days": .single(.integer(1...Int64.max)),
        "opt_in_to_archive_for_supported_resources": .single(.boolean),
    ])

    private static let backupTag = Grammar.object(
        ["tag_key": .single(.text), "tag_value": .single(.text { _ in true })], required: ["tag_key", "tag_value"])

    private static let tagSelection = Grammar.object(
        [
            "iam_role_arn": .single(.arn), "tag_key": .single(.text),
            "tag_value": .many(.text { _ in true }, count: 1...30), "conditions": backupConditions,
        ], required: ["iam_role_arn", "tag_key", "tag_value"])

    private static let resourceSelection = Grammar.object(
        [
            "iam_role_arn": .single(.arn), "resource_types": .many(.arnPattern, count: 1...Int.max),
            "not_resource_types": .many(.arnPattern), "conditions": backupConditions,
        ], required: ["iam_role_arn", "resource_types"])

    private static let backupConditions: Grammar = {
        let condition = Grammar.object(
            ["condition_key": .single(.text), "condition_value": .single(.text { _ in true })],
            required: ["condition_key", "condition_value"])
        let conditions = Grammar.entries(condition, count: 0...30)
        return .object([
            "string_equals": conditions, "string_not_equals": conditions, "string_like": conditions,
            "string_not_like": conditions,
        ])
    }()
}

extension ValueRule {
    fileprivate static let arnPattern = text { $0 == "*" || $0.hasPrefix("arn:") }
}
