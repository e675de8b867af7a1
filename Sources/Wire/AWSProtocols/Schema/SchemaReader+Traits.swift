import Essentials

extension ServiceMetadata {
    /// Nil where a required entry is missing.
    init?(_ json: JSON) {
        guard let wire = json["protocol"]?.string.flatMap(WireProtocol.init), let version = json["version"]?.string,
            let signing = json["signing"]?.string, let endpoint = json["endpoint"]?.string,
            let name = json["id"]?.string
        else { return nil }
        self.init(
            wire: wire, apiVersion: version, targetPrefix: json["target"]?.string,
            jsonVersion: json["jsonVersion"]?.string, xmlNamespace: json["namespace"]?.string, signingName: signing,
            endpointPrefix: endpoint, displayName: name, isQueryCompatible: json["queryCompatible"] != nil)
    }
}

extension Shape.Flags {
    init(_ json: JSON) {
        let table: [(String, Shape.Flags)] = [
            ("s", .sensitive), ("g", .streaming), ("l", .flattened), ("u", .union), ("ev", .eventStream),
            ("el", .event), ("doc", .document), ("ex", .exception),
        ]
        self = Shape.Flags(table.filter { json[$0.0] != nil }.map(\.1))
    }
}

extension MemberModel.Flags {
    init(_ json: JSON) {
        self = []
        guard let object = json.object else { return }
        for entry in object.members {
            switch entry.name {
            case "f": insert(.flattened)
            case "a": insert(.xmlAttribute)
            case "i": insert(.idempotencyToken)
            case "j": insert(.jsonValue)
            case "g": insert(.streaming)
            case "p": insert(.eventPayload)
            case "eh": insert(.eventHeader)
            case "h": insert(.hostLabel)
            default: break
            }
        }
    }
}

extension Constraints {
    /// Nil where the shape has none.
    convenience init?(_ json: JSON) {
        let minimum = json["min"]?.wholeNumber
        let maximum = json["max"]?.wholeNumber
        let pattern = json["p"]?.string.map(LazyPattern.init)
        let values = json["n"]?.array?.compactMap(\.string) ?? []
        if minimum == nil, maximum == nil, pattern == nil, values.isEmpty { return nil }
        self.init(minimum: minimum, maximum: maximum, pattern: pattern, values: values)
    }
}

extension ErrorTraits {
    /// Nil where the shape is no error.
    init?(_ json: JSON) {
        guard json["ex"] != nil else { return nil }
        let traits = json["x"]
        self.init(
            code: traits?["c"]?.string, status: traits?["h"]?.integer.map(Int.init),
            isSenderFault: traits?["s"] != nil, isServerFault: json["flt"] != nil)
    }
}

extension JSON {
    fileprivate var wholeNumber: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value.rounded())
        default: nil
        }
    }
}
