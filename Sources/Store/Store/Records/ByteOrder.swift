extension String {
    /// Equality of UTF-8 bytes, as databases compare text; `==` would take canonically equivalent texts as equal.
    func hasSameBytes(as other: String) -> Bool {
        let isSame = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                left.count == right.count && left.elementsEqual(right)
            }
        }
        // A string bridged from another runtime has no such storage.
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }

    /// The order of UTF-8 bytes, which is that of SQLite's BINARY and PostgreSQL's "C" collations.
    func precedesInBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
