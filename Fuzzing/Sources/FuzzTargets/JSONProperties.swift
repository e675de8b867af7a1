import Essentials

/// What is read can be written and read again, and is then the same.
enum JSONProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        guard let value = try? JSON(parsing: input) else { return }
        let text = value.bytes
        // A number may change its case: 1.0 is written as 1, which is an integer. Once written, it stays.
        guard let reread = try? JSON(parsing: text) else {
            throw BrokenProperty(description: "what was written cannot be read: \(value.text)")
        }
        try BrokenProperty.unless(reread.bytes == text, "written differently the second time: \(value.text)")
        try BrokenProperty.unless((try? JSON(parsing: reread.bytes)) == reread, "read differently: \(value.text)")
    }
}
