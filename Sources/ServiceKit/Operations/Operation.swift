import AWSProtocols
import Essentials
import HTTPMessage
import Store

/// One implemented operation, with its types erased: what the pipeline runs.
///
/// There are three sorts. One that answers (`reply`) reads or computes; one that answers a stream beside (`stream`) hands
/// over what is too long to hold; one that changes state (`change`) answers a `Change`, which the pipeline commits together
/// with the audit record.
public struct Operation: Sendable {
    public let service: ServiceID
    public let name: String
    /// The audit record's `readOnly`.
    public let isReadOnly: Bool
    /// Whether the audit record shows the answer though nothing changed, as AssumeRole's does.
    public let recordsAnswer: Bool
    /// Whether calls need no signature, because the input proves who calls. The target then names the caller.
    public let takesUnsignedCalls: Bool
    public let category: EventCategory
    /// What CloudTrail calls it, where that is not the operation's name.
    public private(set) var eventName: String?
    let prepare: @Sendable (Structure, RequestScope) async throws -> PreparedCall
    /// Resources that exist only once the operation has answered, for the audit record.
    let createdResources: @Sendable (Structure) -> [AuditResource]

    /// An operation that answers without changing state.
    /// - Parameters:
    ///   - recordsAnswer: whether the audit record shows the answer all the same.
    ///   - category: what CloudTrail takes the call for.
    public init<Input: ModelInput, Output: ModelOutput, Resource: Sendable>(
        reply descriptor: OperationDescriptor<Input, Output>, recordsAnswer: Bool = false,
        takesUnsignedCalls: Bool = false, category: EventCategory = .management,
        on target: @escaping @Sendable (Input, RequestScope) async throws -> Target<Resource>,
        perform: @escaping @Sendable (Input, Authorized<Resource>, RequestScope) async throws -> Output
    ) {
        self.init(
            descriptor.service, descriptor.name, isReadOnly: true, recordsAnswer: recordsAnswer,
            takesUnsignedCalls: takesUnsignedCalls, category: category, creates: { _ in [] }
        ) { structure, scope in
            let input = try Input(structure)
            let target = try await target(input, scope)
            return PreparedCall(
                checks: target.checks, provenCaller: target.provenCaller, items: target.items, region: target.region
            ) { permit in
                let output = try await perform(input, Authorized(target.resource, permit), scope)
                return .reply(output.structure)
            }
        }
    }

    /// An operation that answers a stream, such as an object's content, and changes no state.
    ///
    /// The call is on record before the first piece is asked for. An error in the stream breaks the connection: the
    /// status has long been sent.
    public init<Input: ModelInput, Output: ModelOutput, Resource: Sendable>(
        stream descriptor: OperationDescriptor<Input, Output>, category: EventCategory = .management,
        on target: @escaping @Sendable (Input, RequestScope) async throws -> Target<Resource>,
        perform:
            @escaping @Sendable (Input, Authorized<Resource>, RequestScope) async throws -> (Output, HTTPBody)
    ) {
        self.init(
            descriptor.service, descriptor.name, isReadOnly: true, recordsAnswer: false, category: category,
            creates: { _ in [] }
        ) { structure, scope in
            let input = try Input(structure)
            let target = try await target(input, scope)
            return PreparedCall(checks: target.checks) { permit in
                let (output, payload) = try await perform(input, Authorized(target.resource, permit), scope)
                return .stream(output.structure, payload)
            }
        }
    }

    /// An operation that changes state.
    /// - Parameter creates: what the answer says came into being, for the audit record's `resources`.
    public init<Input: ModelInput, Output: ModelOutput, Resource: Sendable>(
        change descriptor: OperationDescriptor<Input, Output>, takesUnsignedCalls: Bool = false,
        category: EventCategory = .management,
        on target: @escaping @Sendable (Input, RequestScope) async throws -> Target<Resource>,
        creates: @escaping @Sendable (Output) -> [AuditResource] = { _ in [] },
        perform: @escaping @Sendable (Input, Authorized<Resource>, RequestScope) async throws -> Change<Output>
    ) {
        self.init(
            descriptor.service, descriptor.name, isReadOnly: false, recordsAnswer: true,
            takesUnsignedCalls: takesUnsignedCalls, category: category,
            creates: { structure in (try? Output(structure)).map(creates) ?? [] }
        ) { structure, scope in
            let input = try Input(structure)
            let target = try await target(input, scope)
            return PreparedCall(
                checks: target.checks, provenCaller: target.provenCaller, items: target.items, region: target.region
            ) { permit in
                let change = try await perform(input, Authorized(target.resource, permit), scope)
                return .change { transaction in try change.body(transaction).structure }
            }
        }
    }

    private init(
        _ service: ServiceID, _ name: String, isReadOnly: Bool, recordsAnswer: Bool, takesUnsignedCalls: Bool = false,
        category: EventCategory,
        creates: @escaping @Sendable (Structure) -> [AuditResource],
        prepare: @escaping @Sendable (Structure, RequestScope) async throws -> PreparedCall
    ) {
        self.service = service
        self.name = name
        self.isReadOnly = isReadOnly
        self.recordsAnswer = recordsAnswer
        self.takesUnsignedCalls = takesUnsignedCalls
        self.category = category
        self.prepare = prepare
        createdResources = creates
    }
}

extension Operation {
    /// The same, recorded under the name that CloudTrail has for it.
    public func recorded(as name: String) -> Operation {
        var operation = self
        operation.eventName = name
        return operation
    }
}

/// A decoded call whose target is known and whose permission is still to be asked.
struct PreparedCall: Sendable {
    let checks: [AccessCheck]
    var provenCaller: Caller?
    var items: ItemChecks?
    var region: Region?
    let perform: @Sendable (Permit) async throws -> Effect
}

/// What an operation came to.
enum Effect: Sendable {
    case reply(Structure)
    case stream(Structure, HTTPBody)
    case change(@Sendable (any WriteTransaction) throws -> Structure)
}
