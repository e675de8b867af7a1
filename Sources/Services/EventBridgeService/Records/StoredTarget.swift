import EventBridgeModel

/// A target of a rule, as it is kept.
struct StoredTarget: Codable, Hashable, Sendable {
    struct Transformer: Codable, Hashable, Sendable {
        let paths: [String: String]
        let template: String
    }

    struct HTTP: Codable, Hashable, Sendable {
        let path: [String]?
        let headers: [String: String]?
        let query: [String: String]?
    }

    struct Retry: Codable, Hashable, Sendable {
        let attempts: Int?
        /// Seconds.
        let age: Int?
    }

    let id: String
    let arn: String
    let roleARN: String?
    let input: String?
    let inputPath: String?
    let transformer: Transformer?
    let http: HTTP?
    let deadLetterARN: String?
    let retry: Retry?

    init(_ target: EventBridgeModel.Target) {
        id = target.id
        arn = target.arn
        roleARN = target.roleArn
        input = target.input
        inputPath = target.inputPath
        transformer = target.inputTransformer.map {
            Transformer(paths: $0.inputPathsMap ?? [:], template: $0.inputTemplate)
        }
        http = target.httpParameters.map {
            HTTP(path: $0.pathParameterValues, headers: $0.headerParameters, query: $0.queryStringParameters)
        }
        deadLetterARN = target.deadLetterConfig?.arn
        retry = target.retryPolicy.map { Retry(attempts: $0.maximumRetryAttempts, age: $0.maximumEventAgeInSeconds) }
    }

    var model: EventBridgeModel.Target {
        EventBridgeModel.Target(
            id: id, arn: arn, roleArn: roleARN, input: input, inputPath: inputPath,
            inputTransformer: transformer.map {
                InputTransformer(inputTemplate: $0.template, inputPathsMap: $0.paths.isEmpty ? nil : $0.paths)
            },
            httpParameters: http.map {
                HttpParameters(
                    pathParameterValues: $0.path, headerParameters: $0.headers, queryStringParameters: $0.query)
            },
            deadLetterConfig: deadLetterARN.map { DeadLetterConfig(arn: $0) },
            retryPolicy: retry.map { RetryPolicy(maximumRetryAttempts: $0.attempts, maximumEventAgeInSeconds: $0.age) })
    }
}
