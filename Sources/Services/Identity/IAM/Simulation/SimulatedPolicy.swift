import AWSProtocols
import IAMModel
import PolicyEngine

/// A policy that takes part in a simulation, and how results speak of it.
struct SimulatedPolicy: Sendable {
    let attached: PolicyEngine.AttachedPolicy
    let document: String
    let id: String
    let type: PolicySourceType

    /// A policy that came with the request. Throws InvalidInput where it is none.
    init(input document: String, as kind: PolicyKind, id: String, type: PolicySourceType) throws(AWSError) {
        do throws(PolicyError) {
            let source = PolicySource(kind: PolicySource.Kind(kind), name: id, attachedTo: "")
            attached = PolicyEngine.AttachedPolicy(
                try PolicyEngine.Policy(parsing: document, as: kind), from: source)
        } catch { throw .invalidInput("Invalid Input \(id): \(error.message)") }
        self.document = document
        self.id = id
        self.type = type
    }

    /// A policy of an entity. Throws PolicyEvaluation where it cannot be read.
    init(_ stored: StoredPolicy, as kind: PolicyKind) throws(AWSError) {
        document = stored.document
        id = stored.simulationID
        type = stored.simulationType
        do throws(PolicyError) {
            attached = try stored.compiled(as: kind)
        } catch {
            throw AWSError(
                IAMErrorCode.policyEvaluationException, "Policy \(stored.simulationID): \(error.message)")
        }
    }

    /// Identity policies of a request: `PolicyInputList.1` and so on.
    static func inputs(_ documents: [String]) throws(AWSError) -> [SimulatedPolicy] {
        var policies: [SimulatedPolicy] = []
        for (index, document) in documents.enumerated() {
            let id = "PolicyInputList.\(index + 1)"
            policies.append(try SimulatedPolicy(input: document, as: .identity, id: id, type: .none))
        }
        return policies
    }

    /// Where a statement stands in the text.
    /// - Parameter index: its place among the statements, from 0
    func statement(_ index: Int, in positions: StatementPositions) -> IAMModel.Statement {
        guard positions.ranges.indices.contains(index) else {
            return IAMModel.Statement(sourcePolicyId: id, sourcePolicyType: type)
        }
        let range = positions.ranges[index]
        return IAMModel.Statement(
            sourcePolicyId: id, sourcePolicyType: type,
            startPosition: Position(line: range.start.line, column: range.start.column),
            endPosition: Position(line: range.end.line, column: range.end.column))
    }
}

extension StoredPolicy {
    /// The name of a managed policy; of an inline policy, with its holder: `user_ada_keys`.
    fileprivate var simulationID: String {
        guard isManaged else { return "\(holderType.rawValue)_\(holderName)_\(source.name)" }
        return PolicyARN(parsing: source.name)?.name ?? source.name
    }

    fileprivate var simulationType: PolicySourceType {
        guard !isManaged else {
            return PolicyARN(parsing: source.name)?.account == nil ? .awsManaged : .userManaged
        }
        return switch holderType {
        case .user: .user
        case .group: .group
        case .role: .role
        }
    }
}

extension PolicySource.Kind {
    fileprivate init(_ kind: PolicyKind) {
        switch kind {
        case .identity: self = .identity
        case .resource: self = .resource
        case .trust: self = .trust
        case .serviceControl: self = .serviceControl
        case .resourceControl: self = .resourceControl
        case .session: self = .session
        case .permissionsBoundary: self = .permissionsBoundary
        }
    }
}
