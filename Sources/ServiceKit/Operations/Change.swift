import Store

/// A state change that an operation has decided on and the pipeline carries out.
///
/// The body runs inside the transaction that also holds the call's audit record: both happen or neither does.
/// Bodies run one at a time, so what one reads through the transaction is still true when it writes.
/// Slow work (drawing an RSA key, say) belongs before the change, not in its body.
public struct Change<Output: Sendable>: Sendable {
    let body: @Sendable (any WriteTransaction) throws -> Output

    public init(_ body: @escaping @Sendable (any WriteTransaction) throws -> Output) { self.body = body }
}
