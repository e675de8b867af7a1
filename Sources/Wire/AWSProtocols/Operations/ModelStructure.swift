/// A Swift type made from a structure of a service model.
public protocol ModelStructure: Sendable, Equatable {
    /// Reads the members of a decoded structure. Fails where a required member is absent or of another type.
    init(_ structure: Structure) throws(AWSError)
    /// The members that are present, under their model names.
    var structure: Structure { get }
}

/// What an operation takes.
public protocol ModelInput: ModelStructure {}

/// What an operation answers.
public protocol ModelOutput: ModelStructure {}

/// The input or output of an operation that models none.
public struct EmptyStructure: ModelInput, ModelOutput {
    public init() {}
    public init(_ structure: Structure) throws(AWSError) {}
    public var structure: Structure { Structure() }
}
