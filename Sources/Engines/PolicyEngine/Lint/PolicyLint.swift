import Essentials

/// Finds what in a policy document can never match, what another statement makes pointless, and what will not be saved.
///
/// It says nothing of what it is not sure of: that it finds nothing does not prove a policy right.
public struct PolicyLint: Sendable {
    let kind: PolicyKind
    let catalog: ActionCatalog

    public init(kind: PolicyKind, catalog: ActionCatalog) {
        self.kind = kind
        self.catalog = catalog
    }

    /// The findings in the order of the document.
    public func check(_ document: [UInt8]) -> [LintFinding] {
        var report = LintReport(SourceMap(document))
        SizeCheck(kind: kind).run(on: document, &report)
        let policy: Policy
        do throws(PolicyError) {
            policy = try Policy(parsing: document, as: kind)
        } catch {
            report.add(
                .invalidDocument, at: error.place, error.message.terminated,
                "Mend \(error.element); \(kind.grammarPage).")
            return report.findings
        }
        let texts = StatementText.read(document)
        for (statement, text) in zip(policy.statements, texts) {
            ActionCheck(catalog: catalog).run(on: statement, text, &report)
            ConditionCheck(version: policy.version).run(on: statement, text, &report)
        }
        ShadowCheck(statements: policy.statements, texts: texts).run(&report)
        return report.findings
    }
}

extension String {
    fileprivate var terminated: String { hasSuffix(".") || hasSuffix("]*") ? self : self + "." }
}

extension PolicyKind {
    fileprivate var grammarPage: String {
        switch self {
        case .serviceControl: "see \"SCP syntax\" in the Organizations user guide"
        case .resourceControl: "see \"RCP syntax\" in the Organizations user guide"
        case .identity, .resource, .trust, .session, .permissionsBoundary:
            "see \"Grammar of the IAM JSON policy language\" in the IAM user guide"
        }
    }
}

extension PolicyError {
    /// Where in the text to look for what is wrong.
    fileprivate var place: LintReport.Place {
        switch self {
        case .invalidJSON(let error): .offset(error.offset)
        case .syntax(let name), .prohibitedField(let name), .unknownOperator(let name): .text(name)
        case .invalidVendor(let name), .resourceNotARN(let name): .text(name)
        case .invalidPartition(_, let resource), .resourceWithRegion(let resource, _): .text(resource)
        case .invalidPrincipal(_, let name): .text(name)
        case .invalidConditionValue(let key): .text(key)
        default: .offset(0)
        }
    }

    /// What is to be mended, in the document's own words.
    fileprivate var element: String {
        switch self {
        case .invalidJSON(let error): "the JSON, which breaks off at byte \(error.offset) (\(error.reason))"
        case .syntax(let name), .prohibitedField(let name): "the element \(name)"
        case .unknownOperator(let name): "the condition operator \(name)"
        case .invalidConditionValue(let key): "the values of the condition key \(key)"
        case .resourceNotARN(let name), .invalidPartition(_, let name), .resourceWithRegion(let name, _):
            "the resource \(name)"
        case .invalidPrincipal(_, let name): "the principal \(name)"
        case .missingActions: "the statement without Action or NotAction"
        case .missingResources: "the statement without Resource or NotResource"
        case .missingPrincipal: "the statement without Principal"
        case .oldVersion: "the element Version"
        default: "what it names"
        }
    }
}
