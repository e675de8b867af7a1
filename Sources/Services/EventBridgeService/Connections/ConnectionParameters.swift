import AWSProtocols
import EventBridgeModel

/// What a caller gives to authorise requests with: all of it for a new connection, some of it for a change.
struct ConnectionParameters {
    let type: ConnectionAuthorizationType
    var identity: String
    var tokenEndpoint: String?
    var tokenMethod: ConnectionOAuthHttpMethod?
    var secrets: ConnectionSecrets

    init(_ type: ConnectionAuthorizationType, _ input: CreateConnectionAuthRequestParameters) throws(AWSError) {
        try Self.requirePublic(input.connectivityParameters)
        self.type = type
        switch type {
        case .apiKey:
            guard let key = input.apiKeyAuthParameters else { throw Self.missing("ApiKeyAuthParameters") }
            (identity, secrets) = (key.apiKeyName, ConnectionSecrets(secret: key.apiKeyValue))
        case .basic:
            guard let basic = input.basicAuthParameters else { throw Self.missing("BasicAuthParameters") }
            (identity, secrets) = (basic.username, ConnectionSecrets(secret: basic.password))
        case .oauthClientCredentials:
            guard let oauth = input.oAuthParameters else { throw Self.missing("OAuthParameters") }
            identity = oauth.clientParameters.clientID
            secrets = ConnectionSecrets(secret: oauth.clientParameters.clientSecret)
            secrets.authorization = HTTPParameterSet(oauth.oAuthHttpParameters)
            tokenEndpoint = try EndpointURL.checked(oauth.authorizationEndpoint, "AuthorizationEndpoint")
            tokenMethod = oauth.httpMethod
        }
        secrets.invocation = HTTPParameterSet(input.invocationHttpParameters)
    }

    /// What is there, with what is given in its place.
    /// - Parameter secrets: nil where there are none any more, or where they were for another type
    init(
        _ type: ConnectionAuthorizationType, _ input: UpdateConnectionAuthRequestParameters,
        over record: ConnectionRecord, _ secrets: ConnectionSecrets?
    ) throws(AWSError) {
        try Self.requirePublic(input.connectivityParameters)
        self.type = type
        let isSame = record.authorizationType == type.rawValue
        let old = isSame ? secrets : nil
        let (identity, secret): (String?, String?) =
            switch type {
            case .apiKey: (input.apiKeyAuthParameters?.apiKeyName, input.apiKeyAuthParameters?.apiKeyValue)
            case .basic: (input.basicAuthParameters?.username, input.basicAuthParameters?.password)
            case .oauthClientCredentials:
                (
                    input.oAuthParameters?.clientParameters?.clientID,
                    input.oAuthParameters?.clientParameters?.clientSecret
                )
            }
        guard let identity = identity ?? (isSame ? record.identity : nil), let secret = secret ?? old?.secret else {
            throw Self.missing("AuthParameters")
        }
        self.identity = identity
        self.secrets = ConnectionSecrets(secret: secret)
        self.secrets.invocation =
            input.invocationHttpParameters.map(HTTPParameterSet.init) ?? secrets?.invocation ?? HTTPParameterSet()
        self.secrets.authorization =
            input.oAuthParameters?.oAuthHttpParameters.map(HTTPParameterSet.init) ?? old?.authorization
            ?? HTTPParameterSet()
        guard type == .oauthClientCredentials else { return }
        tokenEndpoint =
            try input.oAuthParameters?.authorizationEndpoint.map { endpoint throws(AWSError) in
                try EndpointURL.checked(endpoint, "AuthorizationEndpoint")
            } ?? record.tokenEndpoint
        tokenMethod = input.oAuthParameters?.httpMethod ?? record.tokenMethod.flatMap(ConnectionOAuthHttpMethod.init)
        guard tokenEndpoint != nil, tokenMethod != nil else { throw Self.missing("OAuthParameters") }
    }

    private static func missing(_ name: String) -> AWSError {
        .validation("Parameter \(name) must be specified for this authorization type.")
    }

    static func requirePublic(_ connectivity: ConnectivityResourceParameters?) throws(AWSError) {
        guard connectivity == nil else {
            throw .validation("Private connectivity through resource configurations is not available.")
        }
    }
}
