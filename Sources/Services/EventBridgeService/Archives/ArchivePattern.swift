import AWSProtocols
import Essentials

/// The pattern of the rule that finds an archive's events: the archive's own, and that the event is no replayed one.
enum ArchivePattern {
    static func ofRule(_ pattern: String?) -> String {
        var object = pattern.flatMap { try? JSON(parsing: $0) }?.object ?? [:]
        object["replay-name"] = [["exists": false]]
        return JSON.object(object).text
    }
}
