/// The types that switch a service on and off by Region.
///
/// Source: Organizations user guide, "Security Hub policy syntax", "Amazon Inspector policy syntax", "AWS Shield Network
/// Security Director policy syntax".
extension Grammar {
    static let securityHubPolicy = Grammar.object(
        [
            "securityhub": .object(
                regionLists.merging(["features": .object(["network_scanning": regions])]) { list, _ in list },
                required: regionListNames)
        ], required: ["securityhub"])

    static let inspectorPolicy = Grammar.object(
        [
            "inspector": .object([
                "enablement": .object([
                    "lambda_standard_scanning": .object(
                        regionLists.merging(["lambda_code_scanning": regions]) { list, _ in list },
                        required: regionListNames),
                    "ec2_scanning": regions, "ecr_scanning": regions, "code_repository_scanning": regions,
                ])
            ])
        ], required: ["inspector"])

    static let networkSecurityDirectorPolicy = Grammar.object(
        [
            "network_security_director": .object([
                "enablement": .object(["network_security_scan": .object(regionLists)])
            ])
        ], required: ["network_security_director"])

    private static let regionLists: [String: Grammar] = [
        "enable_in_regions": .many(.regionOrAllSupported), "disable_in_regions": .many(.regionOrAllSupported),
    ]
    private static let regionListNames = ["enable_in_regions", "disable_in_regions"]
    private static let regions = Grammar.object(regionLists, required: regionListNames)
}
