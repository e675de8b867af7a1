import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    /// Lets another account, or an organization, put events on a bus: by one statement, or by a whole policy.
    /// Source: API reference, PutPermission.
    func putPermission(
        _ input: PutPermissionRequest, _ bus: Authorized<EventBusRecord>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        let id = bus.value.id
        if let policy = input.policy {
            guard input.action == nil, input.principal == nil, input.statementId == nil, input.condition == nil else {
                throw AWSError.validation(
                    "Parameter(s) Policy can't be used together with Action, Principal, StatementId or Condition.")
            }
            try BusPolicy.require(policy)
            let principals = try await busPrincipals(of: policy)
            return changePolicy(of: id, at: scope.now) { record in
                (record.policy, record.principals) = (policy, principals)
            }
        }
        let statement = try BusPolicy.statement(input, on: id)
        return changePolicy(of: id, at: scope.now) { record in
            record.policy = try BusPolicy.adding(statement, to: record.policy)
        }
    }

    func removePermission(
        _ input: RemovePermissionRequest, _ bus: Authorized<EventBusRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let id = bus.value.id
        if input.removeAllPermissions == true {
            return changePolicy(of: id, at: scope.now) { record in (record.policy, record.principals) = (nil, nil) }
        }
        guard let statement = input.statementId else {
            throw AWSError.validation("Parameter StatementId or RemoveAllPermissions must be specified.")
        }
        return changePolicy(of: id, at: scope.now) { record in
            guard let policy = record.policy else {
                throw AWSError(EventBridgeErrorCode.resourceNotFoundException, "EventBus does not have a policy.")
            }
            record.policy = try BusPolicy.removing(statement, from: policy)
        }
    }

    private func busPrincipals(of policy: String) async throws -> PolicyPrincipals {
        do {
            return try await PolicyPrincipals(of: policy, in: principals)
        } catch is NoSuchPrincipal {
            throw AWSError.invalid("Policy", "Invalid principal in policy.")
        }
    }

    private func changePolicy(
        of id: BusID, at now: Timestamp, _ body: @escaping @Sendable (inout EventBusRecord) throws -> Void
    ) -> Change<EmptyStructure> {
        Change { transaction in
            guard var record = try transaction.bus(id) else { throw AWSError.noSuchBus(id.name) }
            try body(&record)
            guard (record.policy?.utf8.count ?? 0) <= EventBridgeQuotas.policyLength else {
                throw AWSError(EventBridgeErrorCode.policyLengthExceededException, "The policy length is too long.")
            }
            record.modified = now
            try transaction.put(record)
            return EmptyStructure()
        }
    }
}

/// The policy document of a bus, and its statements.
enum BusPolicy {
    static func require(_ policy: String) throws(AWSError) {
        do throws(PolicyError) {
            _ = try Policy(parsing: policy, as: .resource)
        } catch { throw .invalid("Policy", error.message) }
    }

    static func statement(_ input: PutPermissionRequest, on bus: BusID) throws(AWSError) -> JSON {
        guard let action = input.action, let principal = input.principal, let id = input.statementId else {
            throw .validation("Parameter(s) Action, Principal and StatementId must be specified.")
        }
        guard action == "events:PutEvents" else {
            throw .invalid("Action", "Provided value in parameter 'action' is not supported.")
        }
        var statement: JSON.Object = [
            "Sid": .string(id), "Effect": "Allow",
            "Principal": principal == "*" ? "*" : ["AWS": .string("arn:aws:iam::\(principal):root")],
            "Action": .string(action), "Resource": .string(bus.arn),
        ]
        if let condition = input.condition {
            guard condition.type == "StringEquals", condition.key == "aws:PrincipalOrgID", principal == "*" else {
                throw .invalid(
                    "Condition",
                    "Only the condition StringEquals of aws:PrincipalOrgID is supported, with the principal *.")
            }
            statement["Condition"] = .object([
                condition.type: .object([condition.key: .string(condition.value)])
            ])
        }
        return .object(statement)
    }

    static func adding(_ statement: JSON, to policy: String?) throws -> String {
        let others = try statements(of: policy).filter { $0["Sid"] != statement["Sid"] }
        return document(others + [statement])
    }

    /// Nil where no statement is left.
    static func removing(_ id: String, from policy: String) throws -> String? {
        let all = try statements(of: policy)
        let rest = all.filter { $0["Sid"]?.string != id }
        guard rest.count < all.count else {
            throw AWSError(
                EventBridgeErrorCode.resourceNotFoundException, "Statement with the provided id does not exist.")
        }
        return rest.isEmpty ? nil : document(rest)
    }

    private static func statements(of policy: String?) throws -> [JSON] {
        guard let policy, let statements = try JSON(parsing: policy)["Statement"] else { return [] }
        return statements.array ?? [statements]
    }

    private static func document(_ statements: [JSON]) -> String {
        JSON.object(["Version": "2012-10-17", "Statement": .array(statements)]).text
    }
}
