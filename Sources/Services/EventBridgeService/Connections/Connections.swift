import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    var connectionOperations: [Operation] {
        [
            Operation(
                change: EventBridgeOperations.createConnection,
                on: new("connection", \.name, "events:CreateConnection"), perform: createConnection),
            Operation(
                change: EventBridgeOperations.updateConnection, on: connection(\.name, "events:UpdateConnection"),
                perform: updateConnection),
            Operation(
                change: EventBridgeOperations.deauthorizeConnection,
                on: connection(\.name, "events:DeauthorizeConnection"), perform: deauthorizeConnection),
            Operation(
                change: EventBridgeOperations.deleteConnection, on: connection(\.name, "events:DeleteConnection"),
                perform: deleteConnection),
            Operation(
                reply: EventBridgeOperations.describeConnection, on: connection(\.name, "events:DescribeConnection"),
                perform: describeConnection),
            Operation(
                reply: EventBridgeOperations.listConnections, on: nothing("events:ListConnections"),
                perform: listConnections),
        ]
    }

    private func connection<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, ConnectionRecord> {
        own(name, action, or: AWSError.noSuchConnection)
    }

    /// Source: API reference, CreateConnection. The secrets stay under the root key's seal; there is no secret of Secrets
    /// Manager to name.
    func createConnection(
        _ input: CreateConnectionRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) throws -> Change<CreateConnectionResponse> {
        try ConnectionParameters.requirePublic(input.invocationConnectivityParameters)
        let parameters = try ConnectionParameters(input.authorizationType, input.authParameters)
        var record = ConnectionRecord(
            account: scope.account, region: scope.region, name: input.name, id: scope.random.uuid(),
            description: input.description, authorizationType: input.authorizationType.rawValue, state: "",
            kmsKeyIdentifier: try KMSKeyIdentifier.checked(input.kmsKeyIdentifier), identity: parameters.identity,
            created: scope.now, modified: scope.now)
        try set(parameters, in: &record, scope)
        return Change { [record] transaction in
            guard try transaction.get(ConnectionRecord.self, record.key) == nil else {
                throw AWSError(
                    EventBridgeErrorCode.resourceAlreadyExistsException, "Connection '\(input.name)' already exists.")
            }
            let count = try transaction.count(ConnectionRecord.self, in: .region(record.account, record.region))
            guard count < EventBridgeQuotas.connections else { throw AWSError.limitExceeded }
            try transaction.insert(record)
            return CreateConnectionResponse(
                connectionArn: record.arn, connectionState: record.modelState, creationTime: record.created,
                lastModifiedTime: record.modified)
        }
    }

    /// Keys and passwords are good as they are; clients have yet to be given an access token.
    private func set(
        _ parameters: ConnectionParameters, in record: inout ConnectionRecord, _ scope: RequestScope
    ) throws {
        record.authorizationType = parameters.type.rawValue
        record.identity = parameters.identity
        record.tokenEndpoint = parameters.tokenEndpoint
        record.tokenMethod = parameters.tokenMethod?.rawValue
        record.sealedSecrets = try connections.seal(parameters.secrets, of: record.key, random: scope.random)
        let isReady = parameters.type != .oauthClientCredentials
        record.state = (isReady ? ConnectionState.authorized : .authorizing).rawValue
        record.stateReason = nil
        if isReady { record.authorized = scope.now }
    }

    func updateConnection(
        _ input: UpdateConnectionRequest, _ connection: Authorized<ConnectionRecord>, in scope: RequestScope
    ) throws -> Change<UpdateConnectionResponse> {
        try ConnectionParameters.requirePublic(input.invocationConnectivityParameters)
        var record = connection.value
        if let description = input.description { record.description = description }
        if input.kmsKeyIdentifier != nil {
            record.kmsKeyIdentifier = try KMSKeyIdentifier.checked(input.kmsKeyIdentifier)
        }
        if input.authParameters != nil || input.authorizationType != nil {
            let type = input.authorizationType ?? ConnectionAuthorizationType(rawValue: record.authorizationType)
            let parameters = try ConnectionParameters(
                type ?? .apiKey, input.authParameters ?? UpdateConnectionAuthRequestParameters(), over: record,
                try connections.open(record))
            try set(parameters, in: &record, scope)
            record.revision += 1
        }
        record.modified = scope.now
        return replace(connection.value, by: record) {
            UpdateConnectionResponse(
                connectionArn: $0.arn, connectionState: $0.modelState, creationTime: $0.created,
                lastModifiedTime: $0.modified, lastAuthorizedTime: $0.authorized)
        }
    }

    /// Forgets the secrets.
    func deauthorizeConnection(
        _ input: DeauthorizeConnectionRequest, _ connection: Authorized<ConnectionRecord>, in scope: RequestScope
    ) -> Change<DeauthorizeConnectionResponse> {
        var record = connection.value
        record.sealedSecrets = nil
        record.state = ConnectionState.deauthorized.rawValue
        record.stateReason = nil
        record.revision += 1
        record.modified = scope.now
        return replace(connection.value, by: record) {
            DeauthorizeConnectionResponse(
                connectionArn: $0.arn, connectionState: .deauthorizing, creationTime: $0.created,
                lastModifiedTime: $0.modified, lastAuthorizedTime: $0.authorized)
        }
    }

    private func replace<Output: Sendable>(
        _ old: ConnectionRecord, by record: ConnectionRecord, _ answer: @escaping @Sendable (ConnectionRecord) -> Output
    ) -> Change<Output> {
        Change { transaction in
            guard let current = try transaction.get(ConnectionRecord.self, old.key)?.record else {
                throw AWSError.noSuchConnection(old.name)
            }
            guard current.id == old.id, current.revision == old.revision else {
                throw AWSError(
                    EventBridgeErrorCode.concurrentModificationException,
                    "Connection '\(old.name)' is being modified by another request.")
            }
            try transaction.put(record)
            return answer(record)
        }
    }

    func deleteConnection(
        _ input: DeleteConnectionRequest, _ connection: Authorized<ConnectionRecord>, in scope: RequestScope
    ) -> Change<DeleteConnectionResponse> {
        let record = connection.value
        return Change { transaction in
            guard try transaction.delete(ConnectionRecord.self, record.key) else {
                throw AWSError.noSuchConnection(record.name)
            }
            return DeleteConnectionResponse(
                connectionArn: record.arn, connectionState: .deleting, creationTime: record.created,
                lastModifiedTime: record.modified, lastAuthorizedTime: record.authorized)
        }
    }

    func describeConnection(
        _ input: DescribeConnectionRequest, _ connection: Authorized<ConnectionRecord>, in scope: RequestScope
    ) throws -> DescribeConnectionResponse {
        let record = connection.value
        let type = ConnectionAuthorizationType(rawValue: record.authorizationType)
        return DescribeConnectionResponse(
            connectionArn: record.arn, name: record.name, description: record.description,
            connectionState: record.modelState, stateReason: record.stateReason, authorizationType: type,
            kmsKeyIdentifier: record.kmsKeyIdentifier,
            authParameters: shown(record, type, try connections.open(record)), creationTime: record.created,
            lastModifiedTime: record.modified, lastAuthorizedTime: record.authorized)
    }

    private func shown(
        _ record: ConnectionRecord, _ type: ConnectionAuthorizationType?, _ secrets: ConnectionSecrets?
    ) -> ConnectionAuthResponseParameters {
        var shown = ConnectionAuthResponseParameters(invocationHttpParameters: secrets?.invocation.shown)
        switch type {
        case .basic: shown.basicAuthParameters = ConnectionBasicAuthResponseParameters(username: record.identity)
        case .apiKey: shown.apiKeyAuthParameters = ConnectionApiKeyAuthResponseParameters(apiKeyName: record.identity)
        case .oauthClientCredentials, nil:
            shown.oAuthParameters = ConnectionOAuthResponseParameters(
                clientParameters: ConnectionOAuthClientResponseParameters(clientID: record.identity),
                authorizationEndpoint: record.tokenEndpoint,
                httpMethod: record.tokenMethod.flatMap(ConnectionOAuthHttpMethod.init),
                oAuthHttpParameters: secrets?.authorization.shown)
        }
        return shown
    }

    func listConnections(
        _ input: ListConnectionsRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListConnectionsResponse {
        let page = try await page(
            ConnectionRecord.self, in: .region(scope.account, scope.region),
            where: .all(
                input.namePrefix.map { .hasPrefix(.name, $0) },
                input.connectionState.map { .equals(.state, .string($0.rawValue)) }), input)
        let connections = page.elements.map { record in
            Connection(
                connectionArn: record.arn, name: record.name, connectionState: record.modelState,
                stateReason: record.stateReason,
                authorizationType: ConnectionAuthorizationType(rawValue: record.authorizationType),
                creationTime: record.created, lastModifiedTime: record.modified, lastAuthorizedTime: record.authorized)
        }
        return ListConnectionsResponse(connections: connections, nextToken: page.nextToken)
    }
}

extension AWSError {
    static func noSuchConnection(_ name: String) -> AWSError {
        AWSError(
            EventBridgeErrorCode.resourceNotFoundException,
            "Failed to describe the connection(s). Connection '\(name)' does not exist.")
    }
}
