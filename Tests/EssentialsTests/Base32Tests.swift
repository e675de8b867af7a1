import Essentials
import Testing

struct Base32Tests {
    /// RFC 4648, section 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func publishedVectorsAreMet(text: String, encoded: String) {
        #expect(Base32.encode(Array(text.utf8)) == encoded)
        #expect(Base32.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test(arguments: ["m", "0", "1", "8", "=", "M="])
    func otherSymbolsAreNoDigits(text: String) {
        #expect(Base32.decode(text.utf8) == nil)
    }
}
