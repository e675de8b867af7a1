import AWSProtocols
import PolicyEngine

/// Every operation that is implemented, by service and name.
struct ServiceDirectory: Sendable {
    private let operations: [ServiceID: [String: Operation]]
    private let services: [ServiceID: any Service]

    init(_ services: [any Service]) {
        var operations: [ServiceID: [String: Operation]] = [:]
        for operation in services.flatMap(\.operations) {
            operations[operation.service, default: [:]][operation.name] = operation
        }
        self.operations = operations
        self.services = Dictionary(services.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func service(_ id: ServiceID) -> (any Service)? { services[id] }

    /// The question that the action's service asks before it; nil where there is no such service, or it asks nothing.
    func accessCheck(
        _ action: ActionName, on resource: String, in scope: RequestScope
    ) async throws -> AccessCheck? {
        let prefix = String(action.description.prefix { $0 != ":" })
        return try await ServiceID(signingName: prefix).flatMap { services[$0] }?
            .accessCheck(action, on: resource, in: scope)
    }

    func operation(_ name: String, of service: ServiceID) -> Operation? { operations[service]?[name] }

    /// The operation of this name, where it takes unsigned calls.
    func unsignedOperation(_ name: String) -> Operation? {
        operations.values.lazy.compactMap { $0[name] }.first(where: \.takesUnsignedCalls)
    }

    /// The error as the service spells it.
    func spelled(_ error: AWSError, by service: ServiceID?) -> AWSError {
        if error == .internalFailure { return internalFailure(of: service) }
        guard error.kind == .framework(.validation), let code = service.flatMap({ services[$0] })?.validationCode
        else { return error }
        var spelled = error
        spelled.kind = .modelled(code)
        return spelled
    }

    func internalFailure(of service: ServiceID?) -> AWSError {
        service.flatMap { services[$0] }?.internalFailure ?? .internalFailure
    }

    /// The names of the implemented operations of each service, sorted.
    var names: [ServiceID: [String]] { operations.mapValues { $0.keys.sorted() } }
}

extension Pipeline {
    /// The implemented operations of each service, by the service's name.
    public var implementedOperations: [(service: String, operations: [String])] {
        services.names.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
    }
}
