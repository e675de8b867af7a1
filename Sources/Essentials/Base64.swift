/// RFC 4648 base 64, standard alphabet with padding.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, symbol) in alphabet.enumerated() { table[Int(symbol)] = UInt8(value) }
        return table
    }()

    public static func encode(_ bytes: [UInt8]) -> String {
        let length = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: length) { encode(bytes, into: $0) }
    }

    /// Appends the encoding of `bytes` to `output`.
    public static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        let length = (bytes.count + 2) / 3 * 4
        output.append(
            contentsOf: [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                count = encode(bytes, into: buffer)
            })
    }

    private static func encode(_ bytes: [UInt8], into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (input, output) = (0, 0)
        while input + 2 < bytes.count {
            let word = UInt32(bytes[input]) << 16 | UInt32(bytes[input + 1]) << 8 | UInt32(bytes[input + 2])
            buffer[output] = alphabet[Int(word >> 18)]
            buffer[output + 1] = alphabet[Int(word >> 12 & 63)]
            buffer[output + 2] = alphabet[Int(word >> 6 & 63)]
            buffer[output + 3] = alphabet[Int(word & 63)]
            input += 3
            output += 4
        }
        let left = bytes.count - input
        if left > 0 {
            let word = UInt32(bytes[input]) << 16 | (left == 2 ? UInt32(bytes[input + 1]) << 8 : 0)
            buffer[output] = alphabet[Int(word >> 18)]
            buffer[output + 1] = alphabet[Int(word >> 12 & 63)]
            buffer[output + 2] = left == 2 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "=")
            buffer[output + 3] = UInt8(ascii: "=")
            output += 4
        }
        return output
    }

    /// Nil unless `text` is canonical base 64: right length, right padding, no stray bits or characters.
    public static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    public static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        guard text.count > 0 else { return [] }
        let padding = text[text.count - 1] != 0x3D ? 0 : text[text.count - 2] != 0x3D ? 1 : 2
        let length = text.count / 4 * 3 - padding
        var stray: UInt8 = 0
        let bytes = values.withUnsafeBufferPointer { values in
            [UInt8](unsafeUninitializedCapacity: length + 3) { buffer, count in
                var output = 0
                for group in stride(from: 0, to: text.count, by: 4) {
                    var word: UInt32 = 0
                    for index in group..<group + 4 {
                        let isPadding = index >= text.count - padding
                        let value = isPadding ? 0 : values[Int(text[index])]
                        stray |= value & 0xC0
                        word = word << 6 | UInt32(value & 63)
                    }
                    buffer[output] = UInt8(truncatingIfNeeded: word >> 16)
                    buffer[output + 1] = UInt8(truncatingIfNeeded: word >> 8)
                    buffer[output + 2] = UInt8(truncatingIfNeeded: word)
                    output += 3
                }
                for index in length..<output { stray |= buffer[index] }
                count = length
            }
        }
        return stray == 0 ? bytes : nil
    }
}
