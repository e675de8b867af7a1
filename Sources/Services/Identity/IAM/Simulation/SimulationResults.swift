import IAMModel
import PolicyEngine

/// Writes the decisions of a simulation down as AWS answers them: one result for an action, with one inside for each
/// resource that the request named.
///
/// Source: IAM API reference, EvaluationResult and ResourceSpecificResult.
struct SimulationResults {
    let simulation: Simulation
    private let policies: [String: (policy: SimulatedPolicy, positions: StatementPositions)]
    /// As the policies write them, by lower-case name.
    private let keyNames: [String: String]

    init(of simulation: Simulation) {
        self.simulation = simulation
        let shown = simulation.identity + [simulation.resourcePolicy].compactMap { $0 }
        let identified = shown.map { ($0.key, ($0, StatementPositions(of: $0.document))) }
        policies = Dictionary(identified, uniquingKeysWith: { first, _ in first })
        var names = ContextKeyNames()
        for policy in shown + [simulation.boundary].compactMap({ $0 }) { names.add(document: policy.document) }
        keyNames = Dictionary(names.names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Of several resources the strictest decision stands for all.
    func result(of action: String) -> EvaluationResult {
        let name = ActionName(action)
        let decisions = simulation.resources.map { simulation.decide(name, on: $0) }
        let strictest = decisions.map(\.outcome.evaluation).max { $0.severity < $1.severity } ?? .implicitDeny
        let isAboutAll = simulation.resources == ["*"]
        var result = EvaluationResult(evalActionName: action, evalDecision: strictest)
        // The form of an action's ARNs is not known here, so several resources are answered as all.
        result.evalResourceName = simulation.resources.count == 1 ? simulation.resources[0] : "*"
        let deciding = decisions.filter { $0.outcome.evaluation == strictest }.flatMap(\.statements)
        result.matchedStatements = statements(deciding)
        result.missingContextValues = keys(decisions.flatMap(\.missingKeys))
        result.organizationsDecisionDetail = decisions.compactMap(\.sides.organization).strictest
            .map { OrganizationsDecisionDetail(allowedByOrganizations: $0 == .allowed) }
        result.permissionsBoundaryDecisionDetail = decisions.boundaryDetail
        result.evalDecisionDetails = decisions.details ?? (isAboutAll ? nil : decisions.emptyDetails)
        if !isAboutAll { result.resourceSpecificResults = decisions.map(specificResult) }
        return result
    }

    private func specificResult(_ decision: SimulatedDecision) -> ResourceSpecificResult {
        ResourceSpecificResult(
            evalResourceName: decision.resource, evalResourceDecision: decision.outcome.evaluation,
            matchedStatements: statements(decision.statements), missingContextValues: keys(decision.missingKeys),
            evalDecisionDetails: [decision].details, permissionsBoundaryDecisionDetail: [decision].boundaryDetail)
    }

    /// Boundaries limit and do not match, so their statements are not shown.
    private func statements(_ deciding: [Explanation.DecidingStatement]) -> [IAMModel.Statement] {
        var seen: Set<Explanation.DecidingStatement> = []
        return deciding.filter { seen.insert($0).inserted }.compactMap { statement in
            policies[statement.source.key].map { $0.policy.statement(statement.index, in: $0.positions) }
        }
    }

    private func keys(_ missing: [String]) -> [String] {
        var seen: Set<String> = []
        return missing.filter { seen.insert($0).inserted }.map { keyNames[$0] ?? $0 }
    }
}

extension SimulatedPolicy {
    fileprivate var key: String { attached.source.key }
}

extension PolicySource {
    /// A document is shown by its own name, on its own holder.
    fileprivate var key: String { "\(kind.rawValue)\n\(attachedTo)\n\(name)" }
}

extension Decision.Outcome {
    /// As the simulator calls it.
    var evaluation: PolicyEvaluationDecisionType {
        switch self {
        case .allowed: .allowed
        case .explicitlyDenied: .explicitDeny
        case .implicitlyDenied: .implicitDeny
        }
    }
}

extension PolicyEvaluationDecisionType {
    fileprivate var severity: Int {
        switch self {
        case .allowed: 0
        case .implicitDeny: 1
        case .explicitDeny: 2
        }
    }
}

extension [Decision.Outcome] {
    fileprivate var strictest: Decision.Outcome? { self.max { $0.evaluation.severity < $1.evaluation.severity } }
}

extension [SimulatedDecision] {
    fileprivate var boundaryDetail: PermissionsBoundaryDecisionDetail? {
        compactMap(\.sides.boundary).strictest
            .map { PermissionsBoundaryDecisionDetail(allowedByPermissionsBoundary: $0 == .allowed) }
    }

    private var isStoppedByOrganization: Bool {
        contains { $0.sides.organization.map { $0 != .allowed } ?? false }
    }

    /// How each type of policy counts across accounts; nil within one, and where service control policies end it.
    fileprivate var details: [String: String]? {
        let crossing = filter(\.isCrossAccount)
        guard !crossing.isEmpty, !isStoppedByOrganization else { return nil }
        var details: [String: String] = [:]
        details["IAM Policy"] = crossing.map(\.sides.identity).strictest?.evaluation.rawValue
        details["Resource Policy"] = crossing.map(\.sides.resource).strictest?.evaluation.rawValue
        details["Permissions Boundary Policy"] =
            crossing.compactMap(\.sides.boundary).strictest?.evaluation.rawValue
        return details
    }

    fileprivate var emptyDetails: [String: String]? { isStoppedByOrganization ? nil : [:] }
}
