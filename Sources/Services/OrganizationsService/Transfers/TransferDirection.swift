/// Which way a transfer goes, as the condition key `organizations:TransferDirection` has it.
enum TransferDirection: String, Sendable {
    case inbound = "INBOUND"
    case outbound = "OUTBOUND"
}
