/// Lists and maps of one element type, for the generated model types.
extension Structure {
    public func strings(_ name: String) throws(AWSError) -> [String]? {
        try elements(name) { element in
            if case .string(let value) = element { value } else { nil }
        }
    }

    public func enumerations<Value: RawRepresentable<String>>(_ name: String) throws(AWSError) -> [Value]? {
        try elements(name) { element in
            if case .string(let text) = element { Value(rawValue: text) } else { nil }
        }
    }

    public func structures<Value: ModelStructure>(_ name: String) throws(AWSError) -> [Value]? {
        guard let documents = try list(name) else { return nil }
        var values: [Value] = []
        values.reserveCapacity(documents.count)
        for document in documents {
            guard case .structure(let structure) = document else { throw mistyped(name) }
            values.append(try Value(structure))
        }
        return values
    }

    public func stringMap(_ name: String) throws(AWSError) -> [String: String]? {
        try entries(name) { value in
            if case .string(let value) = value { value } else { nil }
        }
    }

    public func integerMap(_ name: String) throws(AWSError) -> [String: Int]? {
        try entries(name) { value in
            if case .integer(let value) = value { Int(value) } else { nil }
        }
    }

    public func structureMap<Value: ModelStructure>(_ name: String) throws(AWSError) -> [String: Value]? {
        let structures: [String: Structure]? = try entries(name) { value in
            if case .structure(let value) = value { value } else { nil }
        }
        guard let structures else { return nil }
        var values: [String: Value] = [:]
        for (key, structure) in structures { values[key] = try Value(structure) }
        return values
    }

    private func entries<Value>(
        _ name: String, _ convert: (Document) -> Value?
    ) throws(AWSError) -> [String: Value]? {
        guard let pairs = try map(name) else { return nil }
        var values: [String: Value] = [:]
        values.reserveCapacity(pairs.count)
        for pair in pairs {
            guard let value = convert(pair.value) else { throw mistyped(name) }
            // A dictionary would keep one of two keys that are Unicode spellings of one text, and lose the other.
            guard values.updateValue(value, forKey: pair.key) == nil else {
                throw AWSError.validation("Keys of \(name) differ in their Unicode normalization alone.")
            }
        }
        return values
    }

    private func elements<Value>(
        _ name: String, _ convert: (Document) -> Value?
    ) throws(AWSError) -> [Value]? {
        guard let documents = try list(name) else { return nil }
        var values: [Value] = []
        values.reserveCapacity(documents.count)
        for document in documents {
            guard let value = convert(document) else { throw mistyped(name) }
            values.append(value)
        }
        return values
    }
}
