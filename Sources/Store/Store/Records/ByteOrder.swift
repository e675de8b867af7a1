extension String {
    /// Equality of UTF-8 bytes, as databases compare text; `==` would take canonically equivalent texts as equal.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// The order of UTF-8 bytes, which is that of SQLite's BINARY and PostgreSQL's "C" collations.
    func precedesInBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
