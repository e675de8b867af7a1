import HTTPMessage

/// A request as text, as an HTTP parser hands it over: what its head may say once it was taken.
///
/// A method in lower case stands for HTTP/1.0, which is no method that this changes the meaning of.
enum RequestHeadProperties {
    private static let limits = RequestHeadReader.Limits()

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        guard let request = RequestText(input), let reading = read(request) else { return }
        let head = reading.head
        try BrokenProperty.unless(isPath(head.target) || head.target == "*", "a target that is no path")
        try BrokenProperty.unless(hosts(head).count <= 1, "two hosts")
        try BrokenProperty.unless(hosts(head).count == 1 || reading.isHTTP10, "no host")
        try checkFraming(reading)
        try BrokenProperty.unless(
            head.headers.fields.allSatisfy { isTrimmed($0.value) }, "white space at the end of a value")
        // What was taken is taken again, and means the same.
        guard let again = read(RequestText(head: head, body: [])) else {
            throw BrokenProperty(description: "is refused once it has been read")
        }
        try BrokenProperty.unless(
            again.head.target == head.target && again.head.headers == head.headers
                && again.declaredLength == reading.declaredLength, "means two things")
    }

    private static func read(_ request: RequestText) -> RequestHeadReader.Reading? {
        let fields = request.head.headers.fields
        var reader = RequestHeadReader(limits: limits, fieldCount: fields.count)
        for field in fields { reader.add(field.name, field.value) }
        let line = RequestHeadReader.Line(
            method: request.head.method, target: request.head.target,
            isHTTP10: request.head.method.utf8.first.map { $0 >= UInt8(ascii: "a") } ?? false, keepsAlive: true)
        return try? reader.finish(line, on: request.head.connection)
    }

    /// One length, of digits, or chunks: never both, never two, or two readers find two ends of the body.
    private static func checkFraming(_ reading: RequestHeadReader.Reading) throws(BrokenProperty) {
        let lengths = reading.head.headers.fields.filter { $0.name == "content-length" }.map(\.value)
        let codings = reading.head.headers.fields.filter { $0.name == "transfer-encoding" }.map(\.value)
        try BrokenProperty.unless(lengths.count + codings.count <= 1, "two ends of one body")
        try BrokenProperty.unless(codings.allSatisfy { $0.lowercased() == "chunked" }, "an unknown coding")
        try BrokenProperty.unless(codings.isEmpty || !reading.isHTTP10, "chunks in HTTP/1.0")
        let declared = codings.isEmpty ? lengths.first.flatMap { Int($0) } ?? 0 : nil
        try BrokenProperty.unless(reading.declaredLength == declared, "another length than the header says")
    }

    private static func hosts(_ head: HTTPRequestHead) -> [String] {
        head.headers.fields.filter { $0.name == "host" }.map(\.value)
    }

    private static func isPath(_ target: String) -> Bool {
        target.utf8.first == UInt8(ascii: "/") && target.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isTrimmed(_ value: String) -> Bool {
        value.utf8.last.map { $0 != 0x20 && $0 != 0x09 } ?? true
    }
}
