/// The address of an account's owner, as CreateAccount takes it.
/// Source: Organizations API reference, CreateAccount, `Email`.
struct EmailAddress {
    private static let forbidden = Set(#"\"'()<>[]:;,\|%& "#.utf8)

    /// Whether `text` keeps the rules that its pattern in the model does not say.
    static func isValid(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        let (local, domain) = (parts[0], parts[1])
        guard let first = local.first, first != UInt8(ascii: "."), !local.contains(where: forbidden.contains) else {
            return false
        }
        return isDomain(domain)
    }

    /// Labels of letters, digits and hyphens, two at least; neither end is a hyphen or a dot.
    private static func isDomain(_ domain: Substring.UTF8View) -> Bool {
        let (hyphen, dot) = (UInt8(ascii: "-"), UInt8(ascii: "."))
        guard let first = domain.first, let last = domain.last, domain.contains(dot) else { return false }
        guard ![hyphen, dot].contains(first), ![hyphen, dot].contains(last) else { return false }
        return domain.allSatisfy { byte in
            byte == hyphen || byte == dot || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte)
        }
    }
}
