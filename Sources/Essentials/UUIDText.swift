/// UUIDs as text: 32 lower-case digits in five groups.
enum UUIDText {
    /// - Parameter raw: 16 bytes
    static func encode(_ raw: [UInt8]) -> String {
        let digits = Hex.encodedBytes(raw)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for (index, digit) in digits.enumerated() {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                buffer[position] = digit
                position += 1
            }
            return position
        }
    }
}
