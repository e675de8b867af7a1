import Essentials
import EventBridgeModel

/// Headers, query and body members that a connection adds to every request.
struct HTTPParameterSet: Hashable, Sendable {
    struct Parameter: Hashable, Sendable {
        let key: String
        let value: String
        /// Whether the value is shown to nobody. Unless it is said not to be, it is one.
        let isSecret: Bool
    }

    var headers: [Parameter] = []
    var query: [Parameter] = []
    var body: [Parameter] = []

    init() {}

    init(_ model: ConnectionHttpParameters?) {
        headers = (model?.headerParameters ?? []).map { Parameter($0.key, $0.value, $0.isValueSecret) }
        query = (model?.queryStringParameters ?? []).map { Parameter($0.key, $0.value, $0.isValueSecret) }
        body = (model?.bodyParameters ?? []).map { Parameter($0.key, $0.value, $0.isValueSecret) }
    }

    var isEmpty: Bool { headers.isEmpty && query.isEmpty && body.isEmpty }

    /// As DescribeConnection shows them; nil where there are none.
    var shown: ConnectionHttpParameters? {
        guard !isEmpty else { return nil }
        return ConnectionHttpParameters(
            headerParameters: headers.map {
                ConnectionHeaderParameter(key: $0.key, value: $0.shown, isValueSecret: $0.isSecret)
            },
            queryStringParameters: query.map {
                ConnectionQueryStringParameter(key: $0.key, value: $0.shown, isValueSecret: $0.isSecret)
            },
            bodyParameters: body.map {
                ConnectionBodyParameter(key: $0.key, value: $0.shown, isValueSecret: $0.isSecret)
            })
    }
}

extension HTTPParameterSet.Parameter {
    init(_ key: String?, _ value: String?, _ isSecret: Bool?) {
        self.init(key: key ?? "", value: value ?? "", isSecret: isSecret ?? true)
    }

    fileprivate var shown: String? { isSecret ? nil : value }

    fileprivate init?(_ json: JSON) {
        guard let key = json["key"]?.string, let value = json["value"]?.string else { return nil }
        self.init(key: key, value: value, isSecret: json["isSecret"]?.bool ?? true)
    }

    fileprivate var json: JSON { ["key": .string(key), "value": .string(value), "isSecret": .bool(isSecret)] }
}

extension HTTPParameterSet {
    init(_ json: JSON?) {
        headers = (json?["headers"]?.array ?? []).compactMap(Parameter.init)
        query = (json?["query"]?.array ?? []).compactMap(Parameter.init)
        body = (json?["body"]?.array ?? []).compactMap(Parameter.init)
    }

    var json: JSON {
        [
            "headers": .array(headers.map(\.json)), "query": .array(query.map(\.json)),
            "body": .array(body.map(\.json)),
        ]
    }
}
