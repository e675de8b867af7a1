import Essentials

/// The part of the store that a query looks at. Nil stands for "none", as in `RecordKey`, never for "any".
public enum RecordScope: Hashable, Sendable {
    case everywhere
    case account(AccountID?)
    case region(AccountID?, Region?)

    public func contains(_ key: RecordKey) -> Bool {
        switch self {
        case .everywhere: true
        case .account(let account): key.account == account
        case .region(let account, let region): key.account == account && key.region == region
        }
    }
}
