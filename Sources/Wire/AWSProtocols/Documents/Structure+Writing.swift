import Essentials

/// Typed writing, for the generated model types. A nil value adds nothing.
extension Structure {
    public mutating func add(_ name: String, _ value: String?) {
        if let value { append(name, .string(value)) }
    }

    public mutating func add(_ name: String, _ value: Bool?) {
        if let value { append(name, .bool(value)) }
    }

    public mutating func add(_ name: String, _ value: Int?) {
        if let value { append(name, .integer(Int64(value))) }
    }

    public mutating func add(_ name: String, _ value: Double?) {
        if let value { append(name, .double(value)) }
    }

    public mutating func add(_ name: String, _ value: Timestamp?) {
        if let value { append(name, .timestamp(value)) }
    }

    public mutating func addBlob(_ name: String, _ value: [UInt8]?) {
        if let value { append(name, .blob(value)) }
    }

    public mutating func addEnumeration<Value: RawRepresentable<String>>(_ name: String, _ value: Value?) {
        if let value { append(name, .string(value.rawValue)) }
    }

    public mutating func addStructure<Value: ModelStructure>(_ name: String, _ value: Value?) {
        if let value { append(name, .structure(value.structure)) }
    }

    public mutating func addStrings(_ name: String, _ value: [String]?) {
        if let value { append(name, .list(value.map { .string($0) })) }
    }

    public mutating func addEnumerations<Value: RawRepresentable<String>>(_ name: String, _ value: [Value]?) {
        if let value { append(name, .list(value.map { .string($0.rawValue) })) }
    }

    public mutating func addStructures<Value: ModelStructure>(_ name: String, _ value: [Value]?) {
        if let value { append(name, .list(value.map { .structure($0.structure) })) }
    }

    public mutating func addStringMap(_ name: String, _ value: [String: String]?) {
        addEntries(name, value?.mapValues { .string($0) })
    }

    public mutating func addIntegerMap(_ name: String, _ value: [String: Int]?) {
        addEntries(name, value?.mapValues { .integer(Int64($0)) })
    }

    public mutating func addStructureMap<Value: ModelStructure>(_ name: String, _ value: [String: Value]?) {
        addEntries(name, value?.mapValues { .structure($0.structure) })
    }

    /// Sorted by key, so that the same map is always the same bytes.
    private mutating func addEntries(_ name: String, _ value: [String: Document]?) {
        guard let value else { return }
        append(name, .map(value.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) }))
    }
}
