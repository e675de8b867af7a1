import Essentials

/// Reads a compact schema (its keys are explained in Tools/models/schema.py) into a model.
///
/// One operation or shape at a time is held as JSON, so that loading leaves no large tree behind.
struct SchemaReader {
    private var metadata: JSON = nil
    private var operations: [String: OperationModel] = [:]
    private var places: [String: ShapeID] = [:]
    private var shapes: [Shape?] = []
    private var firstFault: String?

    mutating func read(_ schema: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        var reader = JSONReader(schema)
        try reader.readObject { section, reader throws(JSONError) in
            switch section {
            case "metadata": metadata = try reader.readValue()
            case "operations":
                try reader.readObject { name, reader throws(JSONError) in
                    operations[name] = operation(name, try reader.readValue())
                }
            case "shapes":
                try reader.readObject { name, reader throws(JSONError) in
                    add(name, try reader.readValue())
                }
            default: try reader.skipValue()
            }
        }
        try reader.requireEnd()
    }

    func model(_ id: ServiceID) throws(SchemaError) -> ServiceModel {
        if let firstFault { throw SchemaError(service: id, reason: firstFault) }
        let complete = shapes.compactMap(\.self)
        guard complete.count == shapes.count else {
            throw SchemaError(service: id, reason: "a shape is referred to and not defined")
        }
        guard let metadata = ServiceMetadata(metadata) else {
            throw SchemaError(service: id, reason: "the metadata is incomplete")
        }
        return ServiceModel(id: id, metadata: metadata, operations: operations, shapes: complete)
    }

    private mutating func place(_ name: String) -> ShapeID {
        if let known = places[name] { return known }
        let id = ShapeID(index: Int32(shapes.count))
        places[name] = id
        shapes.append(nil)
        return id
    }

    private mutating func add(_ name: String, _ json: JSON) {
        let id = place(name)
        guard let kind = json["t"]?.string.flatMap({ Shape.Kind(rawValue: $0 == "character" ? "string" : $0) }) else {
            firstFault = firstFault ?? "the shape \(name) has no known type"
            return
        }
        let required = Set(json["r"]?.array?.compactMap(\.string) ?? [])
        var members: [MemberModel] = []
        for entry in json["m"]?.object?.members ?? [] {
            members.append(member(entry.name, entry.value, isRequired: required.contains(entry.name)))
        }
        shapes[Int(id.index)] = Shape(
            name: name, kind: kind, flags: .init(json), members: members,
            element: (json["e"] ?? json["v"]).map { member("", $0, isRequired: false) },
            key: json["k"].map { member("", $0, isRequired: false) }, constraints: Constraints(json),
            timestampFormat: json["f"]?.string.flatMap(TimestampFormat.init), payload: json["b"]?.string,
            error: ErrorTraits(json))
    }

    private mutating func member(_ name: String, _ json: JSON, isRequired: Bool) -> MemberModel {
        let shape = json.string ?? json["s"]?.string ?? ""
        var flags = MemberModel.Flags(json)
        if isRequired { flags.insert(.required) }
        let wireName = json["n"]?.string ?? name
        return MemberModel(
            name: name, wireName: wireName, lowercasedWireName: wireName.lowercased(), shape: place(shape),
            location: json["l"]?.string.flatMap(MemberModel.Location.init) ?? .body, flags: flags,
            timestampFormat: json["t"]?.string.flatMap(TimestampFormat.init), namespace: json["x"]?.string)
    }

    private mutating func operation(_ name: String, _ json: JSON) -> OperationModel {
        let authentication: OperationModel.Authentication =
            switch json["a"]?.string {
            case "none": .none
            case "unsignedBody": .signedExceptBody
            default: .signed
            }
        return OperationModel(
            name: name, method: json["m"]?.string ?? "POST", uri: json["u"]?.string ?? "/",
            status: json["c"]?.integer.map(Int.init) ?? 200, authentication: authentication,
            isReadOnly: json["r"] != nil, isIdempotent: json["d"] != nil,
            input: json["i"]?.string.map { place($0) }, output: json["o"]?.string.map { place($0) },
            resultWrapper: json["w"]?.string, inputElement: json["n"]?.string, inputNamespace: json["x"]?.string,
            errors: (json["e"]?.array ?? []).compactMap(\.string).map { place($0) })
    }
}
