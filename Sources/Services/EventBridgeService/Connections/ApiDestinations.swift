import AWSProtocols
import Essentials
import EventBridgeModel
import PolicyEngine
import ServiceKit
import Store

extension EventBridge {
    var apiDestinationOperations: [Operation] {
        [
            Operation(
                change: EventBridgeOperations.createApiDestination,
                on: new("api-destination", \.name, "events:CreateApiDestination"), perform: createApiDestination),
            Operation(
                change: EventBridgeOperations.updateApiDestination,
                on: apiDestination(\.name, "events:UpdateApiDestination"), perform: updateApiDestination),
            Operation(
                change: EventBridgeOperations.deleteApiDestination,
                on: apiDestination(\.name, "events:DeleteApiDestination"), perform: deleteApiDestination),
            Operation(
                reply: EventBridgeOperations.describeApiDestination,
                on: apiDestination(\.name, "events:DescribeApiDestination"), perform: describeApiDestination),
            Operation(
                reply: EventBridgeOperations.listApiDestinations, on: nothing("events:ListApiDestinations"),
                perform: listApiDestinations),
        ]
    }

    private func apiDestination<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, ApiDestinationRecord> {
        own(name, action, or: AWSError.noSuchApiDestination)
    }

    func createApiDestination(
        _ input: CreateApiDestinationRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) throws -> Change<CreateApiDestinationResponse> {
        let record = ApiDestinationRecord(
            account: scope.account, region: scope.region, name: input.name, id: scope.random.uuid(),
            description: input.description, connectionARN: input.connectionArn,
            endpoint: try EndpointURL.checked(input.invocationEndpoint, "InvocationEndpoint"),
            method: input.httpMethod.rawValue, rate: input.invocationRateLimitPerSecond, created: scope.now,
            modified: scope.now)
        return Change { transaction in
            guard try transaction.get(ApiDestinationRecord.self, record.key) == nil else {
                throw AWSError(
                    EventBridgeErrorCode.resourceAlreadyExistsException,
                    "An api-destination '\(input.name)' already exists.")
            }
            let count = try transaction.count(ApiDestinationRecord.self, in: .region(record.account, record.region))
            guard count < EventBridgeQuotas.apiDestinations else { throw AWSError.limitExceeded }
            let state = try transaction.stateWithConnection(record)
            try transaction.insert(record)
            return CreateApiDestinationResponse(
                apiDestinationArn: record.arn, apiDestinationState: state, creationTime: record.created,
                lastModifiedTime: record.modified)
        }
    }

    func updateApiDestination(
        _ input: UpdateApiDestinationRequest, _ found: Authorized<ApiDestinationRecord>, in scope: RequestScope
    ) throws -> Change<UpdateApiDestinationResponse> {
        let endpoint = try input.invocationEndpoint.map { try EndpointURL.checked($0, "InvocationEndpoint") }
        let key = found.value.key
        return Change { transaction in
            guard var record = try transaction.get(ApiDestinationRecord.self, key)?.record else {
                throw AWSError.noSuchApiDestination(input.name)
            }
            if let description = input.description { record.description = description }
            if let connection = input.connectionArn { record.connectionARN = connection }
            if let endpoint { record.endpoint = endpoint }
            if let method = input.httpMethod { record.method = method.rawValue }
            if let rate = input.invocationRateLimitPerSecond { record.rate = rate }
            record.modified = scope.now
            let state = try transaction.stateWithConnection(record)
            try transaction.put(record)
            return UpdateApiDestinationResponse(
                apiDestinationArn: record.arn, apiDestinationState: state, creationTime: record.created,
                lastModifiedTime: record.modified)
        }
    }

    func deleteApiDestination(
        _ input: DeleteApiDestinationRequest, _ found: Authorized<ApiDestinationRecord>, in scope: RequestScope
    ) -> Change<DeleteApiDestinationResponse> {
        let key = found.value.key
        return Change { transaction in
            guard try transaction.delete(ApiDestinationRecord.self, key) else {
                throw AWSError.noSuchApiDestination(input.name)
            }
            return DeleteApiDestinationResponse()
        }
    }

    func describeApiDestination(
        _ input: DescribeApiDestinationRequest, _ found: Authorized<ApiDestinationRecord>, in scope: RequestScope
    ) throws -> DescribeApiDestinationResponse {
        let record = found.value
        return DescribeApiDestinationResponse(
            apiDestinationArn: record.arn, name: record.name, description: record.description,
            apiDestinationState: try store.readNow { try $0.state(of: record) }, connectionArn: record.connectionARN,
            invocationEndpoint: record.endpoint, httpMethod: ApiDestinationHttpMethod(rawValue: record.method),
            invocationRateLimitPerSecond: record.rate ?? EventBridgeQuotas.invocationRate,
            creationTime: record.created, lastModifiedTime: record.modified)
    }

    func listApiDestinations(
        _ input: ListApiDestinationsRequest, _ permission: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListApiDestinationsResponse {
        let page = try await page(
            ApiDestinationRecord.self, in: .region(scope.account, scope.region),
            where: .all(
                input.namePrefix.map { .hasPrefix(.name, $0) },
                input.connectionArn.map { .equals(.connection, .string($0)) }), input)
        let records = page.elements
        let destinations = try await store.read { transaction in
            try records.map { record in
                ApiDestination(
                    apiDestinationArn: record.arn, name: record.name,
                    apiDestinationState: try transaction.state(of: record),
                    connectionArn: record.connectionARN, invocationEndpoint: record.endpoint,
                    httpMethod: ApiDestinationHttpMethod(rawValue: record.method),
                    invocationRateLimitPerSecond: record.rate ?? EventBridgeQuotas.invocationRate,
                    creationTime: record.created, lastModifiedTime: record.modified)
            }
        }
        return ListApiDestinationsResponse(apiDestinations: destinations, nextToken: page.nextToken)
    }
}

extension ReadTransaction {
    /// A destination is active while its connection is authorised.
    fileprivate func state(of record: ApiDestinationRecord) throws -> ApiDestinationState {
        try connection(of: record)?.isAuthorized == true ? .active : .inactive
    }

    /// The same where the connection must be there.
    fileprivate func stateWithConnection(_ record: ApiDestinationRecord) throws -> ApiDestinationState {
        guard let connection = try connection(of: record) else {
            throw AWSError(
                EventBridgeErrorCode.resourceNotFoundException, "Connection '\(record.connectionName)' does not exist.")
        }
        return connection.isAuthorized ? .active : .inactive
    }
}

extension AWSError {
    static func noSuchApiDestination(_ name: String) -> AWSError {
        AWSError(
            EventBridgeErrorCode.resourceNotFoundException,
            "Failed to describe the api-destination(s). An api-destination '\(name)' does not exist.")
    }
}
