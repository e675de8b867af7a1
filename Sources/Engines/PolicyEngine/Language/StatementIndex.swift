/// Statements of one effect, with the services that they may concern.
struct StatementIndex: Sendable {
    let statements: [Statement]
    let services: ServiceMask

    init(_ statements: [Statement]) {
        self.statements = statements
        services = statements.reduce(into: .none) { $0.formUnion($1.actions.services) }
    }
}
