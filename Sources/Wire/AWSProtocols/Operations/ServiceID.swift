/// A service whose model is built in. The raw value is the name of its schema and, but for a few, its signing name.
public enum ServiceID: String, Sendable, Hashable, CaseIterable {
    case kms
    case iam
    case sts
    case organizations
    case cloudTrail = "cloudtrail"
    case s3
    case eventBridge = "events"
    case sns
    case logs
    case config
    case ssm
    case inspector
    case inspector2
    case inspectorScan = "inspector-scan"
    case guardDuty = "guardduty"
    case macie2
    case wafv2
    case lambda
}
