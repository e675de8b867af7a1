/// Compares a document with AWS's quotas for its kind.
///
/// Source: IAM user guide, "IAM and AWS STS quotas"; Organizations user guide, "Quotas and service limits for AWS
/// Organizations"; KMS developer guide, "Resource quotas".
struct SizeCheck {
    let kind: PolicyKind

    func run(on document: [UInt8], _ report: inout LintReport) {
        // IAM does not count white space; Organizations, STS and KMS do.
        let text = String(decoding: document, as: UTF8.self)
        let characters = kind.countsWhiteSpace ? text.unicodeScalars.count : text.unicodeScalars.count { !$0.isBlank }
        guard let quota = kind.quotas.first(where: { characters > $0.characters }) else { return }
        report.add(
            .tooLarge, at: .offset(0),
            "It has \(characters) characters, and \(quota.holder) may have \(quota.characters).",
            "Split it, or join statements that differ in their actions alone.")
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool { " \t\r\n".unicodeScalars.contains(self) }
}

extension PolicyKind {
    fileprivate var countsWhiteSpace: Bool {
        switch self {
        case .serviceControl, .resourceControl, .session, .resource: true
        case .identity, .permissionsBoundary, .trust: false
        }
    }

    fileprivate var quotas: [(characters: Int, holder: String)] {
        switch self {
        // An inline policy of a role may be longer than a managed one.
        case .identity: [(10_240, "even an inline policy of a role")]
        case .permissionsBoundary: [(6144, "a managed policy, which a boundary is,")]
        case .trust: [(2048, "a role trust policy (4096 once the quota has been raised)")]
        case .session: [(2048, "a session policy")]
        case .serviceControl: [(10_240, "a service control policy")]
        case .resourceControl: [(5120, "a resource control policy")]
        case .resource: [(32_768, "a key policy")]
        }
    }
}
