import AWSProtocols
import Essentials
import EventBridgeModel
import ServiceKit
import Store
import Testing

@testable import EventBridgeService

@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
    let harness: EventBridgeHarness

    init() throws { harness = try EventBridgeHarness() }

    static let apiKey = CreateConnectionAuthRequestParameters(
        apiKeyAuthParameters: CreateConnectionApiKeyAuthRequestParameters(apiKeyName: "X-Key", apiKeyValue: "s3cret"),
        invocationHttpParameters: ConnectionHttpParameters(
            headerParameters: [ConnectionHeaderParameter(key: "X-More", value: "hidden")],
            queryStringParameters: [ConnectionQueryStringParameter(key: "q", value: "a b", isValueSecret: false)],
            bodyParameters: [ConnectionBodyParameter(key: "added", value: "yes", isValueSecret: false)]))
    static let basic = CreateConnectionAuthRequestParameters(
        basicAuthParameters: CreateConnectionBasicAuthRequestParameters(username: "u", password: "p"))
    static let oauth = CreateConnectionAuthRequestParameters(
        oAuthParameters: CreateConnectionOAuthRequestParameters(
            clientParameters: CreateConnectionOAuthClientRequestParameters(clientID: "c", clientSecret: "s3cret"),
            authorizationEndpoint: "https://auth.example/token", httpMethod: .post))

    private func connect(
        _ type: ConnectionAuthorizationType, _ parameters: CreateConnectionAuthRequestParameters,
        endpoint: String = "https://api.example/v1/*", rate: Int? = nil, role: String = "invoke",
        http: HttpParameters? = nil
    ) async throws {
        let connection = try await harness.call(
            EventBridgeOperations.createConnection,
            CreateConnectionRequest(name: "c", authorizationType: type, authParameters: parameters))
        let destination = try await harness.call(
            EventBridgeOperations.createApiDestination,
            CreateApiDestinationRequest(
                name: "d", connectionArn: connection.connectionArn ?? "", invocationEndpoint: endpoint,
                httpMethod: .post, invocationRateLimitPerSecond: rate))
        try await harness.rule(
            to: EventBridgeModel.Target(
                id: "t", arn: destination.apiDestinationArn ?? "",
                roleArn: "arn:aws:iam::123456789012:role/\(role)", inputPath: "$.detail", httpParameters: http))
    }

    @Test func aCallCarriesItsKeyAndWhatConnectionAndTargetAdd() async throws {
        harness.web.answer("api.example", OutboundResponse(status: 200))
        try await connect(
            .apiKey, Self.apiKey,
            http: HttpParameters(
                pathParameterValues: ["$.detail.id"], headerParameters: ["X-Own": "1", "Host": "evil"],
                queryStringParameters: ["own": "2"]))
        try await harness.put(#"{"id":"a/b"}"#)
        try await harness.match()
        let request = try await harness.working { await harness.web.next() }[0]
        #expect(request.method == "POST")
        #expect(request.target == "/v1/a%2Fb?own=2&q=a%20b")
        #expect(request.header("x-key") == "s3cret")
        #expect(request.header("x-more") == "hidden")
        #expect(request.header("x-own") == "1")
        #expect(request.header("host") == nil)
        #expect(request.header("user-agent") == "Amazon/EventBridge/ApiDestinations")
        #expect(request.text == #"{"id":"a/b","added":"yes"}"#)
    }

    @Test func basicAuthorizationIsUserAndPassword() async throws {
        harness.web.answer("api.example", OutboundResponse(status: 204))
        try await connect(.basic, Self.basic)
        try await harness.put()
        try await harness.match()
        let request = try await harness.working { await harness.web.next() }[0]
        #expect(request.header("authorization") == "Basic \(Base64.encode(Array("u:p".utf8)))")
    }

    @Test func aTokenIsAskedForOnceAndAgainWhenItIsRefused() async throws {
        harness.web.answer(
            "auth.example",
            OutboundResponse(status: 200, body: Array(#"{"access_token":"one","expires_in":3600}"#.utf8)),
            OutboundResponse(status: 200, body: Array(#"{"access_token":"two","expires_in":3600}"#.utf8)),
            OutboundResponse(status: 200, body: Array(#"{"access_token":"three","expires_in":3600}"#.utf8)))
        harness.web.answer(
            "api.example", OutboundResponse(status: 200), OutboundResponse(status: 401), OutboundResponse(status: 200))
        try await connect(.oauthClientCredentials, Self.oauth)
        try await harness.authorizations.authorizeAll()
        let described = try await harness.call(
            EventBridgeOperations.describeConnection, DescribeConnectionRequest(name: "c"))
        #expect(described.connectionState == .authorized)
        for _ in 0..<2 { try await harness.put() }
        try await harness.match()
        let requests = try await harness.working {
            var requests = await harness.web.next(3)
            // The destination's rate lets the second call wait for a moment.
            harness.time.advance(by: .seconds(1))
            requests += await harness.web.next()
            await harness.passTime(.seconds(2))
            requests += await harness.web.next(2)
            return requests
        }
        #expect(requests[0].text == "grant_type=client_credentials")
        #expect(requests[0].header("authorization") == "Basic \(Base64.encode(Array("c:s3cret".utf8)))")
        let bearers = requests.filter { $0.host == "api.example" }.map { $0.header("authorization") }
        #expect(bearers == ["Bearer two", "Bearer two", "Bearer three"])
    }

    @Test func aConnectionThatGetsNoTokenIsNotAuthorized() async throws {
        harness.web.answer("auth.example", OutboundResponse(status: 400))
        try await connect(.oauthClientCredentials, Self.oauth)
        try await harness.authorizations.authorizeAll()
        let described = try await harness.call(
            EventBridgeOperations.describeConnection, DescribeConnectionRequest(name: "c"))
        #expect(described.connectionState == .deauthorized)
        #expect(described.stateReason == "The authorization endpoint returned the status code 400.")
        let destination = try await harness.call(
            EventBridgeOperations.describeApiDestination, DescribeApiDestinationRequest(name: "d"))
        #expect(destination.apiDestinationState == .inactive)
    }

    @Test(arguments: [(400, 0), (404, 0), (301, 0), (401, 1), (409, 1), (429, 1), (500, 1), (503, 1)])
    func statusesTellWhetherToTryAgain(_ status: Int, _ waiting: Int) async throws {
        harness.web.answer("api.example", OutboundResponse(status: status))
        try await connect(.basic, Self.basic)
        try await harness.put()
        try await harness.match()
        try await harness.working {
            _ = await harness.web.next()
            await harness.settled()
        }
        #expect(try await harness.waiting().count == waiting)
    }

    @Test func aRoleThatMayNotIsNotUsed() async throws {
        try await connect(.basic, Self.basic, role: "denied")
        try await harness.put()
        try await harness.match()
        try await harness.working { await harness.settled() }
        #expect(try await harness.waiting().isEmpty)
    }

    @Test func callsKeepToTheRateThatIsAskedFor() async throws {
        harness.web.answer("api.example", OutboundResponse(status: 200))
        try await connect(.basic, Self.basic, rate: 1)
        for _ in 0..<5 { try await harness.put() }
        try await harness.match()
        _ = try await harness.working { await harness.web.next() }
        let left = try await harness.waiting().count
        #expect(left >= 3)
    }

    @Test func secretsAreSealedAndShownToNobody() async throws {
        try await connect(.apiKey, Self.apiKey)
        let key = RecordKey(account: .standard, region: .standard, id: "c")
        let row = try #require(try harness.store.row(ConnectionRecord.kind, key))
        let stored = String(decoding: row.body, as: UTF8.self)
        #expect(!stored.contains("s3cret") && !stored.contains("hidden"))
        let shown = try await harness.call(
            EventBridgeOperations.describeConnection, DescribeConnectionRequest(name: "c"))
        let parameters = shown.authParameters?.invocationHttpParameters
        #expect(shown.authParameters?.apiKeyAuthParameters?.apiKeyName == "X-Key")
        #expect(parameters?.headerParameters?.first?.value == nil)
        #expect(parameters?.queryStringParameters?.first?.value == "a b")
    }

    @Test func aChangeKeepsWhatItDoesNotName() async throws {
        try await connect(.apiKey, Self.apiKey)
        try await harness.call(
            EventBridgeOperations.updateConnection,
            UpdateConnectionRequest(
                name: "c",
                authParameters: UpdateConnectionAuthRequestParameters(
                    apiKeyAuthParameters: UpdateConnectionApiKeyAuthRequestParameters(apiKeyValue: "newer"))))
        let key = RecordKey(account: .standard, region: .standard, id: "c")
        let record = try #require(try harness.store.get(ConnectionRecord.self, key)?.record)
        let secrets = try #require(try harness.service.connections.open(record))
        #expect(secrets.secret == "newer")
        #expect(secrets.invocation.headers.first?.value == "hidden")
        #expect(record.identity == "X-Key")
    }
}

extension EventBridgeHarness {
    var authorizations: AuthorizationWork {
        AuthorizationWork(store: store, vault: service.connections, outbound: web, time: time)
    }
}
