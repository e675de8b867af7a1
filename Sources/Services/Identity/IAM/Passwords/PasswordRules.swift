import AWSProtocols
import IAMModel

/// What a password must be like: the account's own policy, or AWS's where it has none.
/// Source: IAM user guide, "Set an account password policy for IAM users".
struct PasswordRules: Sendable {
    private let minimumLength: Int
    private let required: [PasswordCharacter]
    /// How many kinds of characters there must be, whichever they are.
    private let kinds: Int
    /// How many passwords, the one in force among them, may not be used again.
    let reusePrevention: Int

    init(_ policy: PasswordPolicyRecord?) {
        guard let policy else {
            (minimumLength, required, kinds, reusePrevention) = (8, [], 3, 0)
            return
        }
        minimumLength = policy.minimumLength
        required = PasswordCharacter.allCases.filter(policy.requires)
        (kinds, reusePrevention) = (0, policy.reusePrevention ?? 0)
    }

    func require(_ password: String) throws(AWSError) {
        var faults: [String] = []
        if password.unicodeScalars.count < minimumLength {
            faults.append("Password should have a minimum length of \(minimumLength)")
        }
        let missing = PasswordCharacter.allCases.filter { !$0.isIn(password) }
        faults += required.filter(missing.contains).map(\.demand)
        if !faults.isEmpty { throw .passwordPolicyViolation(faults.joined(separator: ", ")) }
        let lacking = kinds - (PasswordCharacter.allCases.count - missing.count)
        guard lacking <= 0 else {
            let demands = missing.map(\.demand).joined(separator: ", ")
            throw .passwordPolicyViolation(
                "Password should meet \(lacking) more of the following requirements: \(demands)")
        }
    }
}

/// The kinds of characters that policies tell apart.
enum PasswordCharacter: CaseIterable {
    case uppercase
    case lowercase
    case number
    case symbol

    private static let symbols = Set("!@#$%^&*()_+-=[]{}|'".unicodeScalars)

    func isIn(_ password: String) -> Bool {
        password.unicodeScalars.contains { scalar in
            switch self {
            case .uppercase: ("A"..."Z").contains(scalar)
            case .lowercase: ("a"..."z").contains(scalar)
            case .number: ("0"..."9").contains(scalar)
            case .symbol: Self.symbols.contains(scalar)
            }
        }
    }

    fileprivate var demand: String {
        switch self {
        case .uppercase: "Password should have at least one uppercase letter"
        case .lowercase: "Password should have at least one lowercase letter"
        case .number: "Password should have at least one number"
        case .symbol: "Password should have at least one symbol"
        }
    }
}

extension PasswordPolicyRecord {
    fileprivate func requires(_ character: PasswordCharacter) -> Bool {
        switch character {
        case .uppercase: requiresUppercase
        case .lowercase: requiresLowercase
        case .number: requiresNumbers
        case .symbol: requiresSymbols
        }
    }
}

extension AWSError {
    static func passwordPolicyViolation(_ message: String) -> AWSError {
        AWSError(.passwordPolicyViolationException, message)
    }
}
