import HTTPMessage
import SigV4

/// The first line is the length without the coding, and `+` where a checksum is announced; the rest is a payload in chunks.
enum ChunkedPayloadProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let (line, payload) = input.lineAndRest
        guard let length = Int(line.filter { $0 != "+" }), (0...1 << 20).contains(length) else { return }
        let announced = line.contains("+") ? ["x-amz-checksum-crc32"] : []
        for coding in [StreamingPayload.unsignedWithTrailer, .signedChunks, .signedChunksWithTrailer] {
            let whole = decode(payload, coding, length, announced, by: payload.count)
            for size in [1, 7] {
                try BrokenProperty.unless(
                    decode(payload, coding, length, announced, by: size) == whole, "cut in pieces it is another")
            }
            guard case .success(let content) = whole else { continue }
            try BrokenProperty.unless(content.data.count == length, "another length than was declared")
            try BrokenProperty.unless(
                content.trailer.fields.map(\.name) == announced, "another trailer than was announced")
        }
    }

    private struct Content: Equatable {
        var data: [UInt8] = []
        var trailer = HTTPHeaders()
    }

    private static func decode(
        _ payload: [UInt8], _ coding: StreamingPayload, _ length: Int, _ announced: [String], by size: Int
    ) -> Result<Content, PayloadFault> {
        var decoder = ChunkedPayloadDecoder(coding, decodedLength: length, announced: announced, signer: nil)
        var content = Content()
        do throws(PayloadFault) {
            var place = 0
            while place < payload.count {
                let end = min(payload.count, place + max(1, size))
                content.data += try decoder.decode(Array(payload[place..<end]))
                place = end
            }
            try decoder.finish()
            content.trailer = decoder.trailer
            return .success(content)
        } catch { return .failure(error) }
    }
}
