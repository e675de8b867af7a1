import Essentials

extension Timestamp {
    /// Parses an instant as date conditions write it: a W3C form of ISO 8601 (a year or month alone too)
    /// or seconds since 1970.
    init?(policyDate text: String) {
        if text.utf8.allSatisfy(\.isASCIIDigit), text.utf8.count != 4 {
            guard text.utf8.count <= 15, let seconds = Int64(text) else { return nil }
            self.init(seconds: seconds)
            return
        }
        let completion =
            switch text.utf8.count {
            case 4: "-01-01"
            case 7: "-01"
            default: ""
            }
        self.init(iso8601: text + completion)
    }
}
