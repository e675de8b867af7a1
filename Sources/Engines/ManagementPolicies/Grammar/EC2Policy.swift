/// Source: Organizations user guide, "EC2 policy syntax and examples".
extension Grammar {
    static let ec2Policy = Grammar.object(
        [
            "ec2_attributes": .object([
                "exception_message": .single(.text),
                "vpc_block_public_access": .object([
                    "internet_gateway_block": .object([
                        "mode": .single(.oneOf("off", "block_ingress", "block_bidirectional")),
                        "exclusions_allowed": .single(.enabledOrDisabled),
                    ])
                ]),
                "serial_console_access": .object(["status": .single(.enabledOrDisabled)]),
                "image_block_public_access": .object(["state": .single(.oneOf("unblocked", "block_new_sharing"))]),
                "allowed_images_settings": allowedImages,
                "instance_metadata_defaults": instanceMetadata,
                "snapshot_block_public_access": .object([
                    "state": .single(.oneOf("block_all_sharing", "block_new_sharing", "unblocked"))
                ]),
                "vpc_encryption_control": vpcEncryption,
            ])
        ], required: ["ec2_attributes"])

    private static let days = Grammar.single(.integer(0...2_147_483_647))

    private static let allowedImages = Grammar.object(
        [
            "state": .single(.oneOf("enabled", "disabled", "audit_mode")),
            "image_criteria": .entries(imageCriterion, named: .numbered("criteria", upTo: 10)),
        ], required: ["state"])

    private static let imageCriterion = Grammar.object([
        "allowed_image_providers": .many(.imageProvider, count: 0...200),
        "image_names": .many(.text { (1...128).contains($0.count) }, count: 0...50),
        "marketplace_product_codes": .many(.productCode, count: 0...50),
        "creation_date_condition": .object(["maximum_days_since_created": days]),
        "deprecation_time_condition": .object(["maximum_days_since_deprecated": days]),
        "image_watermarks": .entries(imageWatermark, named: .numbered("image_watermark", upTo: 50)),
    ])

    private static let imageWatermark = Grammar.object(
        [
            "watermark_key": .single(.text { $0.contains(":") }), "source_image_region": .single(.text),
            "maximum_days_since_source_image_created": days, "maximum_days_since_watermark_created": days,
        ], required: ["watermark_key"])

    private static let preference = Grammar.single(.oneOf("no_preference", "enabled", "disabled"))

    private static let instanceMetadata = Grammar.object([
        "http_tokens": .single(.oneOf("no_preference", "required", "optional")),
        "http_put_response_hop_limit": .single(.integer(-1...64)),
        "http_endpoint": preference,
        "instance_metadata_tags": preference,
        "http_tokens_enforced": preference,
    ])

    private static let vpcEncryption = Grammar.object(
        [
            "mode": .single(.oneOf("unmanaged", "attempt_monitor", "attempt_enforce")),
            "exclusions": .many(
                .oneOf(
                    "internet_gateway", "nat_gateway", "vpc_lattice", "vpc_peering", "lambda",
                    "egress_only_internet_gateway", "elastic_file_system", "virtual_private_gateway")),
        ], required: ["mode"])
}

extension ValueRule {
    fileprivate static let imageProvider = text { text in
        ["amazon", "aws_marketplace", "aws_backup_vault"].contains(text)
            || text.utf8.count == 12 && text.isDecimal
    }

    fileprivate static let productCode = text { text in
        (1...25).contains(text.utf8.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
