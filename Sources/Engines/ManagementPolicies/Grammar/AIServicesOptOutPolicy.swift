extension Grammar {
    /// Source: Organizations user guide, "AI services opt-out policy syntax and examples".
    static let aiServicesOptOutPolicy = Grammar.object(
        [
            "services": .entries(
                .object(["opt_out_policy": .single(.oneOf("optOut", "optIn"))], required: ["opt_out_policy"]),
                named: .oneOf(aiServices))
        ], required: ["services"])

    private static let aiServices: Set = [
        "default", "aiops", "aidevops", "awssupplychain", "biodiscovery", "chimesdkvoiceanalytics", "cloudwatch",
        "codeguruprofiler", "codewhisperer", "comprehend", "config", "connect", "connectamd", "connectoptimization",
        "contactlens", "connectdecision", "connecthealth::operations", "connecthealth::training", "connecttalent",
        "datazone", "dms", "entityresolution", "finopsagent", "frauddetector", "glue", "guardduty", "lex", "polly", "q",
        "quicksightq", "rekognition", "scenariodiscovery", "securitylake", "textract", "transcribe", "transform",
        "translate", "workspaces", "securityhub",
    ]
}
