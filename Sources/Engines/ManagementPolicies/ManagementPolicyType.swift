/// The types of policy whose documents merge down an organization's tree; SCPs and RCPs do not.
///
/// Source: Organizations user guide, "Policy syntax and inheritance for declarative policy types".
public enum ManagementPolicyType: String, Hashable, Sendable, CaseIterable {
    case tag = "TAG_POLICY"
    case backup = "BACKUP_POLICY"
    case aiServicesOptOut = "AISERVICES_OPT_OUT_POLICY"
    case chatbot = "CHATBOT_POLICY"
    case declarativeEC2 = "DECLARATIVE_POLICY_EC2"
    case securityHub = "SECURITYHUB_POLICY"
    case inspector = "INSPECTOR_POLICY"
    case upgradeRollout = "UPGRADE_ROLLOUT_POLICY"
    case bedrock = "BEDROCK_POLICY"
    case s3 = "S3_POLICY"
    case networkSecurityDirector = "NETWORK_SECURITY_DIRECTOR_POLICY"

    /// What a document of this type may say.
    var grammar: Grammar {
        switch self {
        case .tag: .tagPolicy
        case .backup: .backupPolicy
        case .aiServicesOptOut: .aiServicesOptOutPolicy
        case .chatbot: .chatbotPolicy
        case .declarativeEC2: .ec2Policy
        case .securityHub: .securityHubPolicy
        case .inspector: .inspectorPolicy
        case .upgradeRollout: .upgradeRolloutPolicy
        case .bedrock: .bedrockPolicy
        case .s3: .s3Policy
        case .networkSecurityDirector: .networkSecurityDirectorPolicy
        }
    }

    /// The value-setting operators of the type. Source: Organizations user guide, "AI services opt-out policy syntax".
    var operators: InheritanceOperators { self == .aiServicesOptOut ? .assign : .all }
}
