import HTTPMessage

/// The signed header fields as signatures cover them: `name:value` lines in the order of their names.
enum CanonicalHeaders {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Appends one line for each name in `signed`.
    ///
    /// - Throws: where the names are not sorted, unique and present, where `host` is missing from them, or an
    ///   `x-amz-` field that the request carries.
    static func append(
        _ fields: [HTTPHeaders.Field], signed: String, to output: inout [UInt8]
    ) throws(AuthenticationError) {
        let amzSigned = try signed.withBytes { signed throws(AuthenticationError) in
            try appendLines(fields, signed: signed, to: &output)
        }
        let amzPresent = fields.count { isAmz($0.name) }
        guard amzSigned == amzPresent else {
            let names = signed.utf8.split(separator: ASCII.semicolon)
            let missing = fields.map(\.name).filter { name in
                isAmz(name) && !names.contains { $0.elementsEqual(name.utf8) }
            }
            throw .headersNotSigned(missing)
        }
    }

    /// Returns how many fields named `x-amz-…` are signed.
    private static func appendLines(
        _ fields: [HTTPHeaders.Field], signed: Bytes, to output: inout [UInt8]
    ) throws(AuthenticationError) -> Int {
        var (amzSigned, isHostSigned) = (0, false)
        var (rest, previous) = (signed[...], signed[..<0])
        while true {
            let name = rest.prefix { $0 != ASCII.semicolon }
            // Strictly ascending names are sorted and unique at once.
            guard previous.lexicographicallyPrecedes(name) else { throw .signatureDoesNotMatch(nil) }
            let count = try appendLine(fields, name: name, to: &output)
            if name == "host" { isHostSigned = true }
            if name.starts(with: "x-amz-".utf8) { amzSigned += count }
            guard name.endIndex < rest.endIndex else { break }
            (rest, previous) = (rest[(name.endIndex + 1)...], name)
        }
        guard isHostSigned else { throw .hostNotSigned }
        return amzSigned
    }

    /// Returns how many fields bear this name; their values are joined by commas.
    private static func appendLine(
        _ fields: [HTTPHeaders.Field], name: Slice<Bytes>, to output: inout [UInt8]
    ) throws(AuthenticationError) -> Int {
        output.append(contentsOf: name)
        var count = 0
        for field in fields where field.name.utf8.count == name.count {
            guard field.name.withBytes({ $0.elementsEqual(name) }) else { continue }
            output.append(count == 0 ? ASCII.colon : ASCII.comma)
            let isOneLine = field.value.withBytes { appendValue($0, to: &output) }
            guard isOneLine else { throw .signatureDoesNotMatch(nil) }
            count += 1
        }
        guard count > 0 else { throw .signatureDoesNotMatch(nil) }
        output.append(ASCII.newline)
        return count
    }

    /// Appends the value without white space around it, and each run of it within as one space.
    ///
    /// Returns whether the value is one line. Folded ones were given up by RFC 9112 section 5.2, and are read
    /// differently by different readers.
    private static func appendValue(_ value: Bytes, to output: inout [UInt8]) -> Bool {
        let start = output.count
        output.reserveCapacity(start + value.count + 128)
        var pendingSpace = false
        for byte in value {
            if ASCII.isWhiteSpace(byte) {
                pendingSpace = true
                continue
            }
            guard byte != ASCII.newline, byte != UInt8(ascii: "\r"), byte != 0 else { return false }
            if pendingSpace, output.count > start { output.append(ASCII.space) }
            pendingSpace = false
            output.append(byte)
        }
        return true
    }

    private static func isAmz(_ name: String) -> Bool { name.utf8.starts(with: "x-amz-".utf8) }
}
