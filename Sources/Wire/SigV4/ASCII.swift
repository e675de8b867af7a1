/// The bytes that the grammar of a signature is made of.
enum ASCII {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let comma = UInt8(ascii: ",")
    static let equals = UInt8(ascii: "=")
    static let ampersand = UInt8(ascii: "&")
    static let question = UInt8(ascii: "?")
    static let percent = UInt8(ascii: "%")
    static let plus = UInt8(ascii: "+")
    static let dot = UInt8(ascii: ".")

    static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == space || byte == tab }
}

extension String {
    /// Lends the UTF-8 bytes without copying them: native strings, as servers make them, hold them contiguously.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var text = self
        let outcome: Swift.Result<Result, Failure> = text.withUTF8 { bytes in
            do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}

/// Whether a parsed name is this one, byte for byte.
func == (bytes: Slice<UnsafeBufferPointer<UInt8>>, text: StaticString) -> Bool {
    bytes.count == text.utf8CodeUnitCount
        && bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
}
