import Essentials
import Store

/// A value bound to a statement's parameter.
enum SQLValue: Hashable {
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    init(_ value: IndexValue) {
        switch value {
        case .integer(let number): self = .integer(number)
        case .string(let text): self = .text(text)
        }
    }

    /// None is the empty text, so that keys have no NULL, which SQL takes as unequal to itself.
    init(_ account: AccountID?) { self = .text(account?.description ?? "") }
    init(_ region: Region?) { self = .text(region?.description ?? "") }
}
