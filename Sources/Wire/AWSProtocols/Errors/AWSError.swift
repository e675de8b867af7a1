import HTTPMessage

/// An error as an AWS service answers it: a code, a text and, for some, further modelled members.
public struct AWSError: Error, Sendable, Equatable {
    public enum Fault: Sendable, Equatable {
        /// The caller's: query XML says `Sender`.
        case client
        /// The service's: query XML says `Receiver`.
        case server
    }

    public enum Kind: Sendable, Equatable {
        /// An error of the service's model, by its code on the wire.
        case modelled(String)
        /// An error that every service shares and each protocol spells in its own way.
        case framework(FrameworkError)
    }

    public var kind: Kind
    public var message: String?
    /// Modelled members other than the message, under their model names.
    public var fields: Structure
    /// What the answer carries beside its body, such as the region that S3 would have a request signed for.
    public var headers = HTTPHeaders()
    /// Replaces the status that the model gives.
    public var statusOverride: Int?
    public var fault: Fault

    public init(
        code: String, _ message: String? = nil, fields: Structure = Structure(), status: Int? = nil,
        fault: Fault = .client
    ) {
        kind = .modelled(code)
        self.message = message
        self.fields = fields
        statusOverride = status
        self.fault = fault
    }

    public init(_ error: FrameworkError, _ message: String?) {
        kind = .framework(error)
        self.message = message
        fields = Structure()
        statusOverride = nil
        fault = error.fault
    }

    /// The code in the spelling of a protocol.
    public func code(in wire: WireProtocol) -> String {
        switch kind {
        case .modelled(let code): code
        case .framework(let error): error.code(in: wire)
        }
    }
}
