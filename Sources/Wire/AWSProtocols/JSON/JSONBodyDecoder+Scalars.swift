import Essentials

extension JSONBodyDecoder {
    func kind(_ reader: inout JSONReader) throws(AWSError) -> JSONReader.Kind {
        do throws(JSONError) { return try reader.peek() } catch { throw AWSError(error) }
    }

    func string(_ shape: Shape, _ reader: inout JSONReader) throws(AWSError) -> String {
        try expect(.string, for: shape, &reader)
        do throws(JSONError) { return try reader.readString() } catch { throw AWSError(error) }
    }

    private func number(_ shape: Shape, _ reader: inout JSONReader) throws(AWSError) -> JSONReader.Number {
        try expect(.number, for: shape, &reader)
        do throws(JSONError) { return try reader.readNumber() } catch { throw AWSError(error) }
    }

    /// A whole number in the shape's range, 32 bits for `integer`; `5.0` is whole.
    func integer(_ shape: Shape, _ reader: inout JSONReader) throws(AWSError) -> Int64 {
        let value: Int64? =
            switch try number(shape, &reader) {
            case .integer(let value): value
            case .double(let value): Int64(exactly: value)
            }
        guard let value, shape.kind == .long || Int32(exactly: value) != nil else {
            throw AWSError.serialization("NUMBER_VALUE can not be converted to \(shape.kind.javaName)")
        }
        return value
    }

    func double(_ shape: Shape, _ reader: inout JSONReader) throws(AWSError) -> Double {
        switch try number(shape, &reader) {
        case .integer(let value): Double(value)
        case .double(let value): value
        }
    }

    /// Decimal seconds, or the text form that the model asks for.
    func timestamp(
        _ shape: Shape, _ format: TimestampFormat?, _ reader: inout JSONReader
    ) throws(AWSError) -> Timestamp {
        if try kind(&reader) == .string, format == .iso8601 || format == .rfc822 {
            let text = try string(shape, &reader)
            guard let instant = format == .rfc822 ? Timestamp(rfc822: text) : Timestamp(iso8601: text) else {
                throw AWSError.serialization("STRING_VALUE can not be converted to \(shape.kind.javaName)")
            }
            return instant
        }
        let seconds = try double(shape, &reader)
        guard let instant = Timestamp(epochSeconds: seconds) else {
            throw AWSError.serialization("NUMBER_VALUE can not be converted to \(shape.kind.javaName)")
        }
        return instant
    }

    /// A document type: any JSON at all.
    func freeForm(_ reader: inout JSONReader) throws(AWSError) -> Document {
        do throws(JSONError) { return Document(try reader.readValue()) } catch { throw AWSError(error) }
    }

    func expect(_ wanted: JSONReader.Kind, for shape: Shape, _ reader: inout JSONReader) throws(AWSError) {
        let found = try kind(&reader)
        if found == wanted { return }
        if found == .null, wanted == .object { throw AWSError.serialization(nil) }
        switch (found, shape.kind) {
        case (.array, _): throw AWSError.serialization("Start of list found where not expected")
        case (.object, _): throw AWSError.serialization("Start of structure or map found where not expected.")
        case (_, .list): throw AWSError.serialization("Expected list or null")
        case (_, .structure), (_, .map): throw AWSError.serialization("Expected map or null")
        case (.bool, _):
            var reader = reader
            let isTrue = (try? reader.readBool()) == true
            throw AWSError.serialization(
                "\(isTrue ? "TRUE" : "FALSE")_VALUE can not be converted to \(shape.kind.javaName)")
        case (.number, _):
            throw AWSError.serialization("NUMBER_VALUE can not be converted to \(shape.kind.javaName)")
        case (_, _): throw AWSError.serialization("STRING_VALUE can not be converted to \(shape.kind.javaName)")
        }
    }
}

extension Shape.Kind {
    /// With its article, as the conversion errors name it.
    var javaName: String {
        switch self {
        case .integer: "an Integer"
        case .long: "a Long"
        case .float: "a Float"
        case .double: "a Double"
        case .boolean: "a Boolean"
        case .timestamp: "a Date"
        case .blob: "a Blob"
        default: "a String"
        }
    }
}

extension AWSError: JSONReaderFailure {
    /// AWS answers malformed JSON without a text.
    public init(_ error: JSONError) { self = .serialization(nil) }
}
