/// Reads a browser's upload, however it is cut in pieces: a `multipart/form-data` body of fields and, after them, a file.
///
/// What comes after the file means nothing. What a sender can make this hold is 20 KiB of fields and a line of 4 KiB.
/// Sources: RFC 7578; Amazon S3 API reference, "POST Object".
public struct UploadFormReader: Sendable {
    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    private enum State {
        case preamble
        case partHeader
        case field(name: String)
        case file
        case done
    }

    /// In their order, the names as sent.
    public private(set) var fields: [Field] = []
    /// As the browser names it.
    public private(set) var fileName: String?
    public private(set) var fileType: String?

    private let delimiter: [UInt8]
    private var state = State.preamble
    private var buffer: [UInt8] = []
    private var fieldBytes = 0

    private static let longestHeader = 4096
    private static let longestFields = 20 * 1024
    private static let mostFields = 100

    /// Nil where the content type is no form, or has no boundary.
    public init?(contentType: String) {
        let parts = contentType.split(separator: ";", omittingEmptySubsequences: false)
        guard parts[0].trimmingSpace.lowercased() == "multipart/form-data" else { return nil }
        var boundary: String?
        for part in parts.dropFirst() where part.trimmingSpace.lowercased().hasPrefix("boundary=") {
            boundary = String(part.trimmingSpace.dropFirst("boundary=".count).filter { $0 != "\"" })
        }
        guard let boundary, (1...70).contains(boundary.utf8.count) else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter may stand at the very beginning.
        buffer = [0x0D, 0x0A]
    }

    /// Whether all fields were read, and what follows is the file.
    public var isAtFile: Bool {
        switch state {
        case .file, .done: true
        case .preamble, .partHeader, .field: false
        }
    }

    /// The first field of this name, in whatever case it is sent.
    public subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// What of the file is in the next piece.
    public mutating func take(_ piece: [UInt8]) throws(AWSError) -> [UInt8] {
        if case .done = state { return [] }
        buffer.append(contentsOf: piece)
        while true {
            switch state {
            case .preamble:
                guard try skipPreamble() else { return [] }
            case .partHeader:
                guard try readHeader() else { return [] }
            case .field(let name):
                guard try readField(name) else { return [] }
            case .file: return takeFile()
            case .done: return []
            }
        }
    }

    /// To be called when the body has ended.
    public func finish() throws(AWSError) {
        if case .done = state { return }
        throw isAtFile ? .malformedForm : .noFile
    }

    private mutating func skipPreamble() throws(AWSError) -> Bool {
        guard let end = find(delimiter) else {
            guard buffer.count < Self.longestHeader + delimiter.count else { throw .malformedForm }
            return false
        }
        guard end <= Self.longestHeader else { throw .malformedForm }
        buffer.removeSubrange(..<(end + delimiter.count))
        state = .partHeader
        return true
    }

    /// The lines before a part's content, after the rest of the delimiter's own line.
    private mutating func readHeader() throws(AWSError) -> Bool {
        if buffer.starts(with: Array("--".utf8)) { throw .noFile }
        guard let end = find(Array("\r\n\r\n".utf8)) else {
            guard buffer.count < Self.longestHeader + 4 else { throw .malformedForm }
            return false
        }
        guard end <= Self.longestHeader, let text = String(validating: buffer[..<end], as: UTF8.self) else {
            throw .malformedForm
        }
        buffer.removeSubrange(..<(end + 4))
        try begin(PartHeader(text))
        return true
    }

    private mutating func begin(_ header: PartHeader) throws(AWSError) {
        guard let name = header.name else { throw .malformedForm }
        if name.lowercased() == "file" {
            (fileName, fileType, state) = (header.fileName, header.contentType, .file)
            // A delimiter may follow at once.
            buffer.insert(contentsOf: [0x0D, 0x0A], at: 0)
            fileStarts = true
            return
        }
        guard fields.count < Self.mostFields else { throw .formTooLong }
        state = .field(name: name)
        buffer.insert(contentsOf: [0x0D, 0x0A], at: 0)
    }

    /// Whether the two bytes before the file, which are none of it, are still there.
    private var fileStarts = false

    private mutating func readField(_ name: String) throws(AWSError) -> Bool {
        guard let end = find(delimiter) else {
            let held = fieldBytes + name.utf8.count + buffer.count
            guard held < Self.longestFields + delimiter.count else { throw .formTooLong }
            return false
        }
        fieldBytes += name.utf8.count + end
        guard fieldBytes <= Self.longestFields else { throw .formTooLong }
        guard let value = String(validating: buffer[min(2, end)..<end], as: UTF8.self) else { throw .malformedForm }
        fields.append(Field(name: name, value: value))
        buffer.removeSubrange(..<(end + delimiter.count))
        state = .partHeader
        return true
    }

    /// All but what may be the beginning of a delimiter.
    private mutating func takeFile() -> [UInt8] {
        let end = find(delimiter)
        let count = end ?? max(0, buffer.count - delimiter.count + 1)
        guard end != nil || count > 2 || !fileStarts else { return [] }
        let start = fileStarts ? min(2, count) : 0
        if count > 0 { fileStarts = false }
        let data = Array(buffer[start..<count])
        if end != nil {
            state = .done
            buffer = []
        } else {
            buffer.removeSubrange(..<count)
        }
        return data
    }

    private func find(_ text: [UInt8]) -> Int? {
        guard buffer.count >= text.count else { return nil }
        let last = buffer.count - text.count
        return buffer.withUnsafeBufferPointer { bytes in
            var place = 0
            while place <= last {
                if bytes[place] == text[0], bytes[place..<place + text.count].elementsEqual(text) { return place }
                place += 1
            }
            return nil
        }
    }
}

/// The lines before the content of one part.
private struct PartHeader {
    var name: String?
    var fileName: String?
    var contentType: String?

    init(_ text: String) {
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingSpace
            switch line[..<colon].lowercased() {
            case "content-type": contentType = String(value)
            case "content-disposition":
                name = Self.parameter("name", of: value)
                fileName = Self.parameter("filename", of: value)
            default: break
            }
        }
    }

    /// `name="…"` with `\"` for a quote inside.
    private static func parameter(_ name: String, of value: Substring) -> String? {
        var rest = value
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].trimmingSpace
            guard rest.lowercased().hasPrefix("\(name)=") else { continue }
            let text = rest.dropFirst(name.count + 1)
            guard text.hasPrefix("\"") else { return String(text.prefix { $0 != ";" }.trimmingSpace) }
            var (result, isEscaped) = ("", false)
            for character in text.dropFirst() {
                if character == "\"", !isEscaped { return result }
                isEscaped = character == "\\" && !isEscaped
                if !isEscaped { result.append(character) }
            }
            return nil
        }
        return nil
    }
}

extension AWSError {
    static let malformedForm = AWSError(
        code: "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.",
        status: 400)
    static let formTooLong = AWSError(
        code: "MaxPostPreDataLengthExceeded",
        "Your POST request fields preceding the upload file were too large.", status: 400)
    static let noFile = AWSError(
        code: "IncorrectNumberOfFilesInPostRequest", "POST requires exactly one file upload per request.", status: 400)
}
