import Essentials

/// Typed reading, for the generated model types. Each method answers nil where the member is absent and fails where it
/// holds a value of another type, which a structure that a decoder made for the same shape never does.
extension Structure {
    public func string(_ name: String) throws(AWSError) -> String? {
        switch self[name] {
        case .string(let value): return value
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    public func bool(_ name: String) throws(AWSError) -> Bool? {
        switch self[name] {
        case .bool(let value): return value
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    public func integer(_ name: String) throws(AWSError) -> Int? {
        switch self[name] {
        case .integer(let value): return Int(value)
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    public func double(_ name: String) throws(AWSError) -> Double? {
        switch self[name] {
        case .double(let value): return value
        case .integer(let value): return Double(value)
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    public func blob(_ name: String) throws(AWSError) -> [UInt8]? {
        switch self[name] {
        case .blob(let value): return value
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    public func timestamp(_ name: String) throws(AWSError) -> Timestamp? {
        switch self[name] {
        case .timestamp(let value): return value
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    /// A string that is one of the cases of an enumeration.
    public func enumeration<Value: RawRepresentable<String>>(_ name: String) throws(AWSError) -> Value? {
        guard let text = try string(name) else { return nil }
        guard let value = Value(rawValue: text) else { throw mistyped(name) }
        return value
    }

    public func structure<Value: ModelStructure>(_ name: String) throws(AWSError) -> Value? {
        switch self[name] {
        case .structure(let value): return try Value(value)
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    public func list(_ name: String) throws(AWSError) -> [Document]? {
        switch self[name] {
        case .list(let value): return value
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    public func map(_ name: String) throws(AWSError) -> [Document.Pair]? {
        switch self[name] {
        case .map(let value): return value
        case nil: return nil
        default: throw mistyped(name)
        }
    }

    func mistyped(_ name: String) -> AWSError {
        AWSError.serialization("The member \(name) has an unexpected type.")
    }

    /// `value`, or the error of a required member that is absent.
    public func required<Value>(_ value: Value?, _ name: String) throws(AWSError) -> Value {
        guard let value else { throw Violation.missing(at: name.firstLetterLowercased).error }
        return value
    }
}
