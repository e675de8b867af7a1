import Essentials

/// Reads a JSON body into a structure, guided by the model and with no tree in between.
///
/// Unknown members are skipped, `null` is absence, and of a repeated member the last one counts, as in AWS's own
/// parsers. Wrong types are SerializationException; AWS publishes no list of its texts, so these are the ones that its
/// JSON services are seen to answer.
struct JSONBodyDecoder {
    let model: ServiceModel

    /// An empty body is an empty structure.
    func decode(_ body: UnsafeBufferPointer<UInt8>, as shape: ShapeID) throws(AWSError) -> Structure {
        if body.isEmpty { return Structure() }
        var reader = JSONReader(body)
        let structure = try structure(model.shape(shape), &reader)
        do throws(JSONError) { try reader.requireEnd() } catch { throw AWSError(error) }
        return structure
    }

    private func structure(_ shape: Shape, _ reader: inout JSONReader) throws(AWSError) -> Structure {
        try expect(.object, for: shape, &reader)
        var structure = Structure(capacity: min(shape.members.count, 8))
        var seen: UInt64 = 0
        try reader.readObject { name, reader throws(AWSError) in
            guard let index = shape.memberIndex(onWire: name) else {
                do throws(JSONError) { try reader.skipValue() } catch { throw AWSError(error) }
                return
            }
            let member = shape.members[index]
            let value = try value(model.shape(member.shape), member.timestampFormat, &reader)
            let bit: UInt64 = index < 64 ? 1 << UInt64(index) : 0
            let isNew = bit != 0 && seen & bit == 0
            seen |= bit
            if case .null = value {
                if !isNew { structure[member.name] = nil }
            } else if isNew {
                structure.append(member.name, value)
            } else {
                structure[member.name] = value
            }
        }
        return structure
    }

    private func value(
        _ shape: Shape, _ format: TimestampFormat?, _ reader: inout JSONReader
    ) throws(AWSError) -> Document {
        if try kind(&reader) == .null {
            do throws(JSONError) { try reader.readNull() } catch { throw AWSError(error) }
            return .null
        }
        switch shape.kind {
        case .structure:
            if shape.flags.contains(.document) { return try freeForm(&reader) }
            return .structure(try structure(shape, &reader))
        case .list: return .list(try list(shape, &reader))
        case .map: return .map(try map(shape, &reader))
        case .string: return .string(try string(shape, &reader))
        case .blob:
            guard let bytes = Base64.decode(try string(shape, &reader)) else { throw AWSError.serialization(nil) }
            return .blob(bytes)
        case .boolean:
            try expect(.bool, for: shape, &reader)
            do throws(JSONError) { return .bool(try reader.readBool()) } catch { throw AWSError(error) }
        case .integer, .long: return .integer(try integer(shape, &reader))
        case .float, .double: return .double(try double(shape, &reader))
        case .timestamp: return .timestamp(try timestamp(shape, format ?? shape.timestampFormat, &reader))
        }
    }

    private func list(_ shape: Shape, _ reader: inout JSONReader) throws(AWSError) -> [Document] {
        try expect(.array, for: shape, &reader)
        guard let element = shape.element else { throw AWSError.internalFailure }
        let elementShape = model.shape(element.shape)
        var elements: [Document] = []
        try reader.readArray { reader throws(AWSError) in
            elements.append(try value(elementShape, element.timestampFormat, &reader))
        }
        return elements
    }

    private func map(_ shape: Shape, _ reader: inout JSONReader) throws(AWSError) -> [Document.Pair] {
        try expect(.object, for: shape, &reader)
        guard let element = shape.element else { throw AWSError.internalFailure }
        let elementShape = model.shape(element.shape)
        var pairs = PairCollector()
        try reader.readObject { key, reader throws(AWSError) in
            pairs.set(key, try value(elementShape, element.timestampFormat, &reader))
        }
        return pairs.pairs
    }
}
